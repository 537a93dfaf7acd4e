import { isAddress } from '../wire/address.ts';
import { type BlockName, isKeyword } from './keywords.ts';
import type { Setting } from './model.ts';
import { type Note, note } from './notes.ts';
import type { Statement } from './tree.ts';

/** Values of statements. A value that cannot be used is noted and read as absent. */

export function wrong(statement: Statement, notes: Note[]): undefined {
  const [keyword = '', ...values] = statement.words;
  notes.push(note('value-wrong', { keyword, value: values.join(' ') }, statement.place));
  return undefined;
}

export function text(statement: Statement, notes: Note[]): Setting<string> | undefined {
  const [, value, ...more] = statement.words;
  if (value === undefined) return wrong(statement, notes);
  if (more.length > 0) notes.push(note('not-carried', { what: more.join(' ') }, statement.place));
  return { value, place: statement.place };
}

export function integer(
  statement: Statement,
  notes: Note[],
  least: number,
  most: number,
): Setting<number> | undefined {
  const value = Number(statement.words[1]);
  const isFine = /^[+-]?\d+$/.test(statement.words[1] ?? '') && value >= least && value <= most;
  return isFine ? { value, place: statement.place } : wrong(statement, notes);
}

/** Decimal seconds, given in milliseconds. */
export function seconds(
  statement: Statement,
  notes: Note[],
  least: number,
  most: number,
): Setting<number> | undefined {
  const written = statement.words[1] ?? '';
  const value = Number(written);
  const isFine = /^\d*\.?\d+$|^\d+\.$/.test(written) && value >= least && value <= most;
  return isFine
    ? { value: Number((value * 1000).toFixed(3)), place: statement.place }
    : wrong(statement, notes);
}

/** The word is no IP address: noted, with what it stands in. */
export function isAddressWord(word: string, keyword: string, statement: Statement, notes: Note[]): boolean {
  if (isAddress(word)) return true;
  notes.push(note('address-wrong', { keyword, value: word }, statement.place));
  return false;
}

export function address(statement: Statement, notes: Note[]): Setting<string> | undefined {
  const [keyword = '', value = ''] = statement.words;
  return isAddressWord(value, keyword, statement, notes) ? text(statement, notes) : undefined;
}

/** `<BOOL>`, or true where nothing follows. */
export function flag(statement: Statement, notes: Note[]): Setting<boolean> | undefined {
  const [, written = 'on'] = statement.words;
  if (/^(on|true|yes)$/i.test(written)) return { value: true, place: statement.place };
  if (/^(off|false|no)$/i.test(written)) return { value: false, place: statement.place };
  return wrong(statement, notes);
}

export function version(statement: Statement, notes: Note[]): Setting<2 | 3> | undefined {
  const { words, place } = statement;
  if (words[1] === '2') return { value: 2, place };
  return words[1] === '3' ? { value: 3, place } : wrong(statement, notes);
}

/** `weight N [reverse]`. */
export function weight(
  statement: Statement,
  notes: Note[],
): { weight: number; reverse: boolean } | undefined {
  const value = integer(statement, notes, -254, 254);
  return value && { weight: value.value, reverse: statement.words[2] === 'reverse' };
}

/** A keyword that has no reader here: a mistake, or something that a lab does not have. */
export function unread(statement: Statement, block: BlockName, notes: Note[]): void {
  const keyword = statement.words[0] ?? '';
  const isKnown = isKeyword(block, keyword);
  notes.push(
    isKnown
      ? note('not-carried', { what: keyword }, statement.place)
      : note('keyword-unknown', { keyword, block }, statement.place),
  );
}

/** Puts a setting where it belongs unless it could not be read. */
export function assign<T, K extends keyof T>(target: T, key: K, setting: T[K] | undefined): void {
  if (setting !== undefined) target[key] = setting;
}
