/**
 * Words of a line, as keepalived's two splitters make them (keepalived.conf(5), "Quoted strings").
 * A statement knows only double quotes, without escapes; the command of a script is split a second time, with both
 * quotes and with escapes.
 */

/** Words between white space; `"…"` is one word and ends the word before it. */
export function splitWords(text: string): { words: string[]; isClosed: boolean } {
  const words: string[] = [];
  for (const match of text.matchAll(/"([^"]*)("?)|[^\s"]+/g)) {
    if (match[1] !== undefined && match[2] === '') return { words, isClosed: false };
    words.push(match[1] ?? match[0]);
  }
  return { words, isClosed: true };
}

/**
 * Words of what follows a script's keyword: quotes join, and their content is kept with its escapes for `splitCommand`.
 * Undefined where a quote is not closed.
 */
export function splitQuoted(text: string): string[] | undefined {
  return split(text, (escaped) => escaped);
}

/** Program and arguments of a command. Undefined where a quote is not closed. */
export function splitCommand(text: string): string[] | undefined {
  return split(text, readEscape);
}

const escapePattern = /^\\(?:x[0-9a-fA-F]{1,2}|c.|[0-3]?[0-7]{1,2}|.)/s;

function split(text: string, read: (escaped: string) => string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; ) {
    const character = text[at] as string;
    if (character === '\\') {
      const escaped = escapePattern.exec(text.slice(at, at + 4))?.[0];
      if (escaped === undefined) return undefined;
      word = (word ?? '') + read(escaped);
      at += escaped.length;
      continue;
    }
    at += 1;
    if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return quote === '' ? words : undefined;
}

const named: Record<string, string> = {
  a: '\x07',
  b: '\b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function readEscape(escaped: string): string {
  const rest = escaped.slice(1);
  if (/^x./.test(rest)) return String.fromCharCode(Number.parseInt(rest.slice(1), 16));
  if (/^c./s.test(rest)) return String.fromCharCode(rest.charCodeAt(1) & 0x1f);
  if (/^[0-7]/.test(rest)) return String.fromCharCode(Number.parseInt(rest, 8) & 0xff);
  return named[rest] ?? rest;
}

/**
 * A command as one quoted string, which every keepalived since 2.0 splits into the same words; undefined where none
 * exists. The releases differ in how often they read an escape, so that backslash and single quote have no common form;
 * the double quote's is octal. `$_` and `${_` would be read as definitions.
 */
export function quoteCommand(command: readonly string[]): string | undefined {
  const words: string[] = [];
  for (const word of command) {
    if (/[\\'\p{Cc}]|\$\{?_/u.test(word)) return undefined;
    const isPlain = /^[A-Za-z0-9_./:=@%+,-]+$/.test(word);
    words.push(isPlain ? word : `'${word.replaceAll('"', '\\042')}'`);
  }
  return `"${words.join(' ')}"`;
}

/** A name or value as one word of a statement; undefined where keepalived has no way to write it. */
export function quoteWord(word: string): string | undefined {
  if (word === '' || /["\p{Cc}]|\$\{?_/u.test(word)) return undefined;
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `"${word}"`;
}
