import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Draft, draftSchema } from '../protocol/contract/draft.ts';

/** What was typed into the wizard, in a file of the data folder, so that every shell can go on with it. */
export interface DraftStore {
  /** Null where there is none; also where another version wrote it, which nobody need know. */
  read(): Draft | null;
  /** False, and nothing is written, where `over` is given and is not the present revision. */
  write(draft: Draft | null, over?: string): boolean;
  /** Another one for every text that is kept; empty where there is none. */
  revision(): string;
}

export function openDraftStore(file: string): DraftStore {
  const text = () => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };
  const revision = () => (text() === '' ? '' : createHash('sha256').update(text()).digest('hex'));
  return {
    revision,
    read: () => {
      try {
        return draftSchema.safeParse(JSON.parse(text())).data ?? null;
      } catch {
        return null;
      }
    },
    write: (draft, over) => {
      if (over !== undefined && over !== revision()) return false;
      if (draft === null) {
        rmSync(file, { force: true });
        return true;
      }
      const next = `${file}.${process.pid}.new`;
      writeFileSync(next, JSON.stringify(draft), { mode: 0o600 });
      renameSync(next, file);
      return true;
    },
  };
}
