import { type ConfFile, type LineOptions, type LogicalLine, readLines, type SourceLine } from './lines.ts';
import { type Note, note, type Place } from './notes.ts';
import { splitWords } from './words.ts';

/** One keyword with its words, and its block where it has one. */
export interface Statement {
  place: Place;
  /** At least one. */
  words: string[];
  /** The line after the keyword, with its quotes. */
  rest: string;
  block: Statement[] | null;
}

/** A configuration as written: every line of every file, and what they mean to the parser. */
export interface ConfTree {
  source: SourceLine[];
  statements: Statement[];
  notes: Note[];
}

const MAX_DEPTH = 64;

export function parseConf(file: ConfFile, options: LineOptions = {}): ConfTree {
  const { source, logical, notes } = readLines(file, options);
  const statements: Statement[] = [];
  const blocks: { statements: Statement[]; opened: Place | null }[] = [{ statements, opened: null }];
  let tooDeep = 0;
  for (const { place, text } of logical)
    for (const piece of pieces(text)) {
      const current = blocks[blocks.length - 1] as (typeof blocks)[number];
      if (piece === '{') {
        const owner = current.statements[current.statements.length - 1];
        if (blocks.length > MAX_DEPTH) {
          if (tooDeep === 0) notes.push(note('too-deep', {}, place));
          tooDeep += 1;
        } else if (!owner || owner.block) {
          notes.push(note('brace-unexpected', {}, place));
          blocks.push({ statements: [], opened: place });
        } else {
          owner.block = [];
          blocks.push({ statements: owner.block, opened: owner.place });
        }
      } else if (piece === '}') {
        if (tooDeep > 0) tooDeep -= 1;
        else if (blocks.length === 1) notes.push(note('brace-extra', {}, place));
        else blocks.pop();
      } else {
        const statement = readStatement(piece, { place, text }, notes);
        if (statement) current.statements.push(statement);
      }
    }
  for (const { opened } of blocks) if (opened) notes.push(note('brace-missing', {}, opened));
  return { source, statements, notes };
}

function readStatement(piece: string, { place }: LogicalLine, notes: Note[]): Statement | undefined {
  const { words, isClosed } = splitWords(piece);
  if (!isClosed) notes.push(note('quote-missing', {}, place));
  const [keyword] = words;
  if (keyword === undefined) return undefined;
  const rest = piece.startsWith('"') ? '' : piece.slice(keyword.length).trim();
  return { place, words, rest, block: null };
}

/** A line cut at every brace outside of double quotes. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  let isQuoted = false;
  const cut = (end: number) => {
    const piece = text.slice(start, end).trim();
    if (piece !== '') found.push(piece);
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted || (character !== '{' && character !== '}')) continue;
    cut(at);
    found.push(character);
    start = at + 1;
  }
  cut(text.length);
  return found;
}
