import type { Language } from '../../protocol/contract/problem.ts';
import { fill } from '../../protocol/contract/words.ts';
import { type Form, freeFacts } from './forms.ts';

/** Finds the form that a text has, and its facts. */
export interface Recogniser {
  form: Form;
  pattern: RegExp;
}

/** @param isFree whether a fact may be anything, and not one word alone */
export function recogniser(form: Form, isFree = (fact: string) => freeFacts.includes(fact)): Recogniser {
  const literal = form.agent.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const named = new Set<string>();
  const pattern = literal.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    // A fact that is said again is the same.
    if (named.has(name)) return `\\k<${name}>`;
    named.add(name);
    return `(?<${name}>${isFree(name) ? '.+' : '\\S+'})`;
  });
  return { form, pattern: new RegExp(`^${pattern}$`, 's') };
}

/** The first form that fits, in words; null where none does. */
export function wordBy(
  recognisers: readonly Recogniser[],
  text: string,
  language: Language,
  wordFact: (name: string, fact: string) => string = (_name, fact) => fact,
): string | null {
  for (const { form, pattern } of recognisers) {
    const found = pattern.exec(text);
    if (!found) continue;
    const facts = Object.entries(found.groups ?? {}).map(([name, fact]) => [name, wordFact(name, fact)]);
    return fill(form[language], Object.fromEntries(facts));
  }
  return null;
}
