/** A command as text, and back: an argument is a word, or what stands in quotes. No shell ever reads it. */

/** As one would type it into a shell; only what a shell would read as something else is quoted. */
export function commandText(argv: readonly string[]): string {
  return argv
    .map((text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}

/** One piece of a word: in single quotes, in double quotes, after a backslash, or plain. */
const piece = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/suy;
const gap = /\s*/suy;

/** The words of a text as a shell would tell them apart (POSIX, 2.2 Quoting); null where a quote is not closed. */
export function commandWords(text: string): string[] | null {
  const words: string[] = [];
  let at = skip(text, 0);
  while (at < text.length) {
    let word = '';
    const start = at;
    for (let found = match(text, at); found; found = match(text, at)) {
      const [whole, single, double, escaped, plain] = found;
      word += single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? '';
      at += whole.length;
    }
    if (at === start || !isEnd(text, at)) return null;
    words.push(word);
    at = skip(text, at);
  }
  return words;
}

function match(text: string, at: number): RegExpExecArray | null {
  piece.lastIndex = at;
  return piece.exec(text);
}

function skip(text: string, at: number): number {
  gap.lastIndex = at;
  return at + (gap.exec(text)?.[0].length ?? 0);
}

const isEnd = (text: string, at: number) => at === text.length || /\s/u.test(text.charAt(at));
