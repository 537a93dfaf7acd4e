import { Definitions, readDefinition } from './definitions.ts';
import { type Note, note, type Place } from './notes.ts';
import { readSequence } from './sequence.ts';

/** A file of a configuration. */
export interface ConfFile {
  /** As people know it; relative includes are looked for beside it. */
  name: string;
  text: string;
}

export interface LineOptions {
  /** The files that a pattern of `include` names; `from` is the file it stands in. Effects live with the caller. */
  include?: (pattern: string, from: string) => readonly ConfFile[];
  /** What `@ID` lines are compared with (keepalived's -i, by default the host name). */
  configId?: string;
}

/** What a line was before anything was made of it: nothing of the file is lost. */
export interface SourceLine {
  place: Place;
  raw: string;
  kind: 'statement' | 'empty' | 'definition' | 'condition-false' | 'include' | 'not-understood';
}

/** A line as keepalived's keyword handlers see it: without comment, condition and variables. */
export interface LogicalLine {
  place: Place;
  text: string;
}

export interface Lines {
  source: SourceLine[];
  logical: LogicalLine[];
  notes: Note[];
}

const MAX_INCLUDE_DEPTH = 16;
const MAX_EXPANSION_DEPTH = 16;
const MAX_LINES = 200_000;

export function readLines(file: ConfFile, options: LineOptions = {}): Lines {
  const reader = new LineReader(options);
  reader.file(file, []);
  return { source: reader.source, logical: reader.logical, notes: reader.notes };
}

class LineReader {
  readonly source: SourceLine[] = [];
  readonly logical: LogicalLine[] = [];
  readonly notes: Note[] = [];
  readonly #options: LineOptions;
  readonly #definitions = new Definitions();
  /** Lines that definitions and sequences made: within one another they multiply. */
  #made = 0;
  /** A definition that goes on in the next line. */
  #open: { name: string; lines: string[] } | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#definitions.set('_HASH', ['#']);
    this.#definitions.set('_BANG', ['!']);
    if (options.configId !== undefined) this.#definitions.set('_INSTANCE', [options.configId]);
  }

  file({ name, text }: ConfFile, above: readonly string[]): void {
    const directory = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '.';
    for (const [index, raw] of text.split(/\r?\n/).entries()) {
      if (this.source.length >= MAX_LINES) {
        this.#tooLarge({ file: name, line: index + 1 });
        return;
      }
      this.#definitions.set('_PWD', [directory]);
      const place = { file: name, line: index + 1 };
      const line: SourceLine = { place, raw, kind: 'empty' };
      this.source.push(line);
      const { text: written, odd } = withoutComment(raw);
      if (odd !== undefined) this.notes.push(note('odd-space', { character: codePoint(odd) }, place));
      line.kind = this.#line(written, place, [...above, name], 0);
    }
    this.#close();
  }

  #line(text: string, place: Place, files: readonly string[], depth: number): SourceLine['kind'] {
    if (depth > 0) this.#made += 1;
    if (this.#made > MAX_LINES) return this.#tooLarge(place);
    if (this.#open) {
      this.#continue(this.#open, text);
      return 'definition';
    }
    let rest = text;
    for (;;) {
      if (rest === '') return 'empty';
      const condition = /^@(\^?)(\S*)(?:[ \t]+(.*))?$/.exec(rest);
      if (!condition) break;
      const isMatch = condition[2] === this.#options.configId;
      if (isMatch === (condition[1] === '^') || condition[3] === undefined) return 'condition-false';
      rest = condition[3];
    }
    const definition = readDefinition(rest);
    if (definition) {
      this.#define(definition);
      return 'definition';
    }
    const repeated = readSequence(rest);
    if (repeated && depth < MAX_EXPANSION_DEPTH) {
      for (const value of repeated.values) {
        this.#definitions.set(repeated.name, [value]);
        this.#line(repeated.line, place, files, depth + 1);
        if (this.#made > MAX_LINES) break;
      }
      return 'statement';
    }
    const sequence = /^~[A-Za-z]*\([^)]*\)?|^~\S*/.exec(rest);
    if (sequence) {
      this.notes.push(note('sequence', { text: sequence[0] }, place));
      return 'not-understood';
    }
    const include = /^include[rmwba]?[ \t]+(.+)$/.exec(rest);
    if (include) {
      this.#include((include[1] ?? '').trim(), place, files);
      return 'include';
    }
    return this.#statement(rest, place, files, depth);
  }

  #statement(text: string, place: Place, files: readonly string[], depth: number): SourceLine['kind'] {
    const lines = this.#definitions.linesOf(text);
    if (lines) {
      if (depth >= MAX_EXPANSION_DEPTH || this.logical.length >= MAX_LINES)
        this.notes.push(note('variable-loop', { name: text }, place));
      else
        for (const line of lines) {
          if (this.#made > MAX_LINES) break;
          this.#line(line.trim(), place, files, depth + 1);
        }
      return 'statement';
    }
    const replaced = text.includes('$') ? this.#definitions.replace(text, place, this.notes).trim() : text;
    if (replaced !== text && replaced.startsWith('@') && depth < MAX_EXPANSION_DEPTH)
      return this.#line(replaced, place, files, depth + 1);
    if (this.logical.length >= MAX_LINES) return this.#tooLarge(place);
    if (replaced !== '') this.logical.push({ place, text: replaced });
    return 'statement';
  }

  #tooLarge(place: Place): SourceLine['kind'] {
    if (!this.notes.some(({ code }) => code === 'too-large')) this.notes.push(note('too-large', {}, place));
    return 'not-understood';
  }

  #define({ name, value }: { name: string; value: string }): void {
    if (value.endsWith('\\')) {
      const first = value.slice(0, -1).trim();
      this.#open = { name, lines: first === '' ? [] : [first] };
    } else this.#definitions.set(name, [value]);
  }

  #continue(open: { name: string; lines: string[] }, text: string): void {
    const goesOn = text.endsWith('\\');
    const line = (goesOn ? text.slice(0, -1) : text).trim();
    if (line !== '') open.lines.push(line);
    if (!goesOn || open.lines.length > MAX_LINES) this.#close();
  }

  #close(): void {
    if (this.#open) this.#definitions.set(this.#open.name, this.#open.lines);
    this.#open = undefined;
  }

  #include(pattern: string, place: Place, files: readonly string[]): void {
    const found = this.#options.include?.(pattern, place.file) ?? [];
    if (found.length === 0) this.notes.push(note('include-missing', { pattern }, place));
    for (const file of found) {
      if (files.includes(file.name) || files.length >= MAX_INCLUDE_DEPTH)
        this.notes.push(note('include-loop', { file: file.name }, place));
      else this.file(file, files);
    }
  }
}

/** What looks like a space, or like nothing at all, and is neither space nor tab: pasted from a web page, mostly. */
const oddSpace = /[\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]/;

const codePoint = (character: string) =>
  `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * Comments start with # or ! outside of double quotes; a backslash takes their meaning away. `odd`: a character that is
 * read as the space that was meant, and that keepalived does not take for one.
 */
function withoutComment(raw: string): { text: string; odd: string | undefined } {
  let text = '';
  let odd: string | undefined;
  const mayBeOdd = oddSpace.test(raw);
  let isQuoted = false;
  for (let at = 0; at < raw.length; at += 1) {
    const character = raw[at] as string;
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && at + 1 < raw.length) {
      const next = raw[at + 1] as string;
      text += !isQuoted && (next === '#' || next === '!') ? next : character + next;
      at += 1;
      continue;
    } else if (!isQuoted && (character === '#' || character === '!')) break;
    const isOdd = mayBeOdd && !isQuoted && oddSpace.test(character);
    if (isOdd) odd ??= character;
    text += isOdd ? ' ' : character;
  }
  return { text: text.trim(), odd };
}
