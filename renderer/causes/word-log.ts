import type { Language } from '../../protocol/contract/problem.ts';
import { logForms, proofForms } from './log-forms.ts';
import { recogniser, wordBy } from './recognise.ts';
import { stepInChinese, wordMessage } from './word-step.ts';

/** Facts of a log line that may be more than one word. */
const freeFacts = ['distribution', 'problem', 'rule', 'line', 'reason', 'instead', 'grounds', 'seen'];
const lines = logForms.map((form) => recogniser(form, (fact) => freeFacts.includes(fact)));
const proofs = proofForms.map((form) => recogniser(form, (fact) => freeFacts.includes(fact)));

const facts: Record<string, string> = {
  adverts: '通告',
  ARP: ' ARP 应答',
  'adverts and ARP': '通告和 ARP 应答',
  pass: '通过',
  fail: '未通过',
  aborted: '已中止',
};

function factIn(name: string, fact: string): string {
  if (name === 'problem') return wordMessage(fact, 'zh-CN');
  if (name === 'instead') return wordLog(fact, 'zh-CN');
  if (name === 'grounds') return wordBy(proofs, fact, 'zh-CN', factIn) ?? fact;
  return name === 'seen' || name === 'verdict' ? (facts[fact] ?? fact) : fact;
}

/** A line of a task's log, which crosses the contract in English. What another program printed stays as it is. */
export function wordLog(text: string, language: Language): string {
  if (language === 'en') return text;
  const whole = wordBy(lines, text, language, factIn);
  if (whole !== null) return whole;
  const parts = text.split('; ').map((part) => wordBy(proofs, part, language, factIn));
  return parts.every((part) => part !== null) ? parts.join('；') : stepInChinese(text);
}
