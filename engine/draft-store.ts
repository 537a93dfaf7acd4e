import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Draft, draftSchema } from '../protocol/contract/draft.ts';

/** What was typed into the wizard, in a file of the data folder, so that every shell can go on with it. */
export interface DraftStore {
  /** Null where there is none; also where another version wrote it, which nobody need know. */
  read(): Draft | null;
  write(draft: Draft | null): void;
}

export function openDraftStore(file: string): DraftStore {
  return {
    read: () => {
      try {
        return draftSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
      } catch {
        return null;
      }
    },
    write: (draft) => {
      if (draft === null) return rmSync(file, { force: true });
      const next = `${file}.${process.pid}.new`;
      writeFileSync(next, JSON.stringify(draft), { mode: 0o600 });
      renameSync(next, file);
    },
  };
}
