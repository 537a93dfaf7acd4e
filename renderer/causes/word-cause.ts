import type { Language, Problem } from '../../protocol/contract/problem.ts';
import { fill } from '../../protocol/contract/words.ts';
import { causeForms, detailForms, type Form, freeFacts } from './forms.ts';

/** Agents say why in English, in a closed set of forms; here they are recognised and said in the page's language. */

interface Recogniser {
  form: Form;
  pattern: RegExp;
}

const states: Record<string, Record<Language, string>> = {
  master: { en: 'master', 'zh-CN': '主用' },
  backup: { en: 'backup', 'zh-CN': '备用' },
  fault: { en: 'in fault', 'zh-CN': '故障' },
};

const causes = causeForms.map(recogniser);
const details = detailForms.map(recogniser);

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
  for (const { form, pattern } of recognisers) {
    const found = pattern.exec(text);
    if (!found) continue;
    const facts = Object.entries(found.groups ?? {}).map(([name, fact]) => [
      name,
      wordFact(name, fact, language),
    ]);
    return fill(form[language], Object.fromEntries(facts));
  }
  return text;
}

function wordFact(name: string, fact: string, language: Language): string {
  if (name === 'cause') return wordCause(fact, language);
  if (name === 'detail') return wordDetail(fact, language);
  if (name === 'state') return states[fact]?.[language] ?? fact;
  return fact;
}

function recogniser(form: Form): Recogniser {
  const literal = form.agent.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const pattern = literal.replace(
    /\{(\w+)\}/g,
    (_whole, name: string) => `(?<${name}>${freeFacts.includes(name) ? '.+' : '\\S+'})`,
  );
  return { form, pattern: new RegExp(`^${pattern}$`, 's') };
}
