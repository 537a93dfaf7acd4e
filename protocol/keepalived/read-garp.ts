import type { GarpSettings } from './model.ts';
import type { Note } from './notes.ts';
import { assign, integer, seconds } from './read-values.ts';
import type { Statement } from './tree.ts';

/** The four settings of gratuitous ARP that an instance and global_defs share; false for any other keyword. */
export function readGarp(statement: Statement, prefix: string, garp: GarpSettings, notes: Note[]): boolean {
  switch (statement.words[0]) {
    case `${prefix}repeat`:
      assign(garp, 'repeat', integer(statement, notes, 0, 255));
      return true;
    case `${prefix}delay`:
      assign(garp, 'delayMs', seconds(statement, notes, 0, 1000));
      return true;
    case `${prefix}refresh`:
      assign(garp, 'refreshMs', seconds(statement, notes, 0, 86_400));
      return true;
    case `${prefix}refresh_repeat`:
      assign(garp, 'refreshRepeat', integer(statement, notes, 1, 255));
      return true;
    default:
      return false;
  }
}
