import { type Note, note, type Place } from './notes.ts';

/** `$NAME=VALUE` (keepalived.conf(5), "Parameter substitution"). A definition of several lines is put in line by line. */
export class Definitions {
  readonly #values = new Map<string, string[]>();

  set(name: string, lines: string[]): void {
    this.#values.set(name, lines);
  }

  /** The lines of a line that is nothing but a definition of several lines. */
  linesOf(text: string): string[] | undefined {
    const [, name = ''] = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(text) ?? [];
    const lines = this.#values.get(name);
    return lines && lines.length > 1 ? lines : undefined;
  }

  /** Replaces from the outside in, as often as the values name others. */
  replace(text: string, place: Place, notes: Note[]): string {
    const reference = /\$(?:\{([A-Za-z_]\w*)(?: [^}]*)?\}|([A-Za-z_]\w*)(?=\s|$))/g;
    let result = text;
    for (let count = 0; ; count += 1) {
      const match = reference.exec(result);
      if (!match) return result;
      const name = match[1] ?? match[2] ?? '';
      const value = this.#values.get(name);
      const at = match.index;
      if (value === undefined) {
        notes.push(note('variable-undefined', { name }, place));
        if (count >= MAX_REPLACEMENTS) return result;
        continue;
      }
      if (count >= MAX_REPLACEMENTS || result.length > MAX_LINE_LENGTH) {
        notes.push(note('variable-loop', { name }, place));
        return '';
      }
      result = result.slice(0, at) + value.join(' ') + result.slice(at + match[0].length);
      reference.lastIndex = at;
    }
  }
}

const MAX_REPLACEMENTS = 200;
/** keepalived's own buffer is shorter. */
const MAX_LINE_LENGTH = 16_384;

/** `$NAME=VALUE`: no space before the equals sign. */
export function readDefinition(text: string): { name: string; value: string } | undefined {
  const match = /^\$([A-Za-z_]\w*)=[ \t]*(.*)$/.exec(text);
  return match ? { name: match[1] ?? '', value: match[2] ?? '' } : undefined;
}
