import { fill, type Language, type WordParams } from '../contract/words.ts';
import { type Note, wordNote } from '../keepalived/notes.ts';
import { type FindingCode, findingWords } from './words.ts';

/**
 * - error: the pair will not do what a pair is for, or a daemon refuses it
 * - warning: it works until something fails, or differs from what was probably meant
 * - info: worth knowing
 */
export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  code: FindingCode;
  severity: Severity;
  /** `file:line` of a configuration, or the path in a lab. */
  where: string;
  params: WordParams;
  /** Of `conf-note` only. */
  note?: Note;
}

export function finding(
  code: FindingCode,
  severity: Severity,
  where: string,
  params: WordParams = {},
): Finding {
  return { code, severity, where, params };
}

export function wordFinding(found: Finding, language: Language): { message: string; hint: string } {
  const words = findingWords[found.code][language];
  const { code, params } = found.note ?? { code: undefined, params: {} };
  const text = code === undefined ? {} : { text: wordNote({ code, params }, language) };
  const facts = { ...found.params, ...text };
  return { message: fill(words.message, facts), hint: fill(words.hint, facts) };
}
