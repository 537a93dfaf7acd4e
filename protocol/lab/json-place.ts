/**
 * Where in a JSON text a value stands, so that a complaint about it can name the line. The text must be JSON; what is
 * not is found by `JSON.parse`, whose message says where.
 */

/** The line (from 1) of the value at a path; of the nearest value above it where there is none. */
export function lineOfPath(text: string, path: readonly PropertyKey[]): number {
  const scanner = new Scanner(text);
  scanner.space();
  let found = scanner.at;
  for (const key of path) {
    const next = scanner.enter(String(key));
    if (next === null) break;
    found = next;
  }
  return lineOfOffset(text, found);
}

/** The same of a path as people read it, `priorities.node-a`; names with dots in them are found all the same. */
export function lineOfDottedPath(text: string, dotted: string): number {
  const path: string[] = [];
  let value: unknown = JSON.parse(text);
  let left = dotted.split('.');
  while (left.length > 0 && typeof value === 'object' && value !== null) {
    const holder = value as Record<string, unknown>;
    const lengths = left.map((_, index) => left.length - index);
    const length = lengths.find((count) => Object.hasOwn(holder, left.slice(0, count).join('.')));
    if (length === undefined) break;
    const name = left.slice(0, length).join('.');
    path.push(name);
    value = holder[name];
    left = left.slice(length);
  }
  return lineOfPath(text, path);
}

/** A string, with its colon where it is a name, or what begins or ends an object or array. */
const nameOrBracket = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/gs;

/**
 * The first name that stands twice in one object, where it does so again, and that line (from 1); null where none does.
 * `JSON.parse` lets the last one count and says nothing (RFC 8259, 4: what happens then is unpredictable).
 */
export function repeatedName(text: string): { name: string; line: number } | null {
  const open: Set<string>[] = [];
  for (const { 0: token, 1: written, 2: colon, index } of text.matchAll(nameOrBracket)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (written !== undefined && colon !== undefined) {
      const name = String(JSON.parse(written));
      if (open.at(-1)?.has(name)) return { name, line: lineOfOffset(text, index) };
      open.at(-1)?.add(name);
    }
  }
  return null;
}

/** The line (from 1) that a `SyntaxError` of `JSON.parse` names; null where it names none. */
export function lineOfSyntaxError(text: string, error: unknown): number | null {
  const message = error instanceof Error ? error.message : '';
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return lineOfOffset(text, Number(position));
  if (message.includes('Unexpected end')) return lineOfOffset(text, text.length);
  const offset = offsetOfToken(text, message);
  return offset === null ? null : lineOfOffset(text, offset);
}

/** V8 shows what stands around an unexpected token, ten characters on both sides, instead of its position. */
function offsetOfToken(text: string, message: string): number | null {
  const shown = /^Unexpected token '(.+?)', (\.{3})?"(.*)"(?:\.{3})? is not valid JSON$/su.exec(message);
  if (shown === null) return null;
  const [, token = '', cut, around = ''] = shown;
  const start = text.indexOf(around);
  if (start < 0) return null;
  return cut === undefined ? Math.max(0, text.lastIndexOf(token, SHOWN_BEFORE)) : start + SHOWN_BEFORE;
}

const SHOWN_BEFORE = 10;

function lineOfOffset(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

class Scanner {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes to the member of the object or array that begins here, and gives its place; null where there is none. */
  enter(key: string): number | null {
    const opening = this.#text[this.at];
    if (opening !== '{' && opening !== '[') return null;
    this.at += 1;
    for (let index = 0; ; index += 1) {
      this.space();
      if (this.at >= this.#text.length || this.#text[this.at] === '}' || this.#text[this.at] === ']')
        return null;
      const nameAt = this.at;
      const name = opening === '{' ? this.#name() : String(index);
      if (name === key) return opening === '{' ? nameAt : this.at;
      this.#skip();
      this.space();
      if (this.#text[this.at] === ',') this.at += 1;
    }
  }

  space(): void {
    while (/\s/.test(this.#text[this.at] ?? 'x')) this.at += 1;
  }

  /** A name and its colon; leaves off at the value. */
  #name(): string {
    const from = this.at;
    this.#string();
    const name: unknown = JSON.parse(this.#text.slice(from, this.at));
    this.space();
    this.at += 1;
    this.space();
    return String(name);
  }

  #string(): void {
    this.at += 1;
    while (this.at < this.#text.length && this.#text[this.at] !== '"')
      this.at += this.#text[this.at] === '\\' ? 2 : 1;
    this.at += 1;
  }

  /** Over one value, whatever is in it. */
  #skip(): void {
    let depth = 0;
    do {
      const letter = this.#text[this.at] ?? '';
      if (letter === '"') this.#string();
      else {
        if (letter === '{' || letter === '[') depth += 1;
        else if (letter === '}' || letter === ']') depth -= 1;
        this.at += 1;
      }
      const next = this.#text[this.at] ?? '';
      if (depth === 0 && /[,}\]]|^$/.test(next)) return;
    } while (this.at < this.#text.length);
  }
}
