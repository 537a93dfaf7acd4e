import type { Language, Problem } from '../../protocol/contract/problem.ts';
import { causeForms, detailForms } from './forms.ts';
import { type Recogniser, recogniser, wordBy } from './recognise.ts';

/** Agents say why in English, in a closed set of forms; here they are recognised and said in the page's language. */

const states: Record<string, Record<Language, string>> = {
  master: { en: 'master', 'zh-CN': '主用' },
  backup: { en: 'backup', 'zh-CN': '备用' },
  fault: { en: 'in fault', 'zh-CN': '故障' },
};

const causes = causeForms.map((form) => recogniser(form));
const details = detailForms.map((form) => recogniser(form));

/** Why a virtual router is what it is. A text that is none of the forms is given back as it is. */
export function wordCause(text: string, language: Language): string {
  return word(causes, text, language);
}

/** A Problem whose `cause` fact is an agent's text, as switchover.in-fault has it. */
export function withWordedCause<P extends Pick<Problem, 'code' | 'params'>>(
  problem: P,
  language: Language,
): P {
  const { cause } = problem.params;
  if (typeof cause !== 'string') return problem;
  return { ...problem, params: { ...problem.params, cause: wordCause(cause, language) } };
}

/** What the last result of a check was. */
export function wordDetail(text: string, language: Language): string {
  return word(details, text, language);
}

function word(recognisers: readonly Recogniser[], text: string, language: Language): string {
  return wordBy(recognisers, text, language, (name, fact) => wordFact(name, fact, language)) ?? text;
}

function wordFact(name: string, fact: string, language: Language): string {
  if (name === 'cause') return wordCause(fact, language);
  if (name === 'detail') return wordDetail(fact, language);
  if (name === 'state') return states[fact]?.[language] ?? fact;
  return fact;
}
