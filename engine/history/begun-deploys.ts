import type { DatabaseSync } from 'node:sqlite';

/** Deploys that have begun and whose end is not on record: they run, or their Tandem was ended in the middle. */
export interface BegunDeploys {
  of(lab: string): number | null;
  note(lab: string, atMs: number): void;
  forget(lab: string): void;
}

export function openBegunDeploys(database: DatabaseSync): BegunDeploys {
  database.exec('CREATE TABLE IF NOT EXISTS begun_deploy (lab TEXT PRIMARY KEY, at_ms REAL NOT NULL) STRICT');
  return {
    of: (lab) => {
      const row = database.prepare('SELECT at_ms FROM begun_deploy WHERE lab = ?').get(lab);
      return row ? Number(row.at_ms) : null;
    },
    note: (lab, atMs) => {
      database.prepare('INSERT OR REPLACE INTO begun_deploy (lab, at_ms) VALUES (?, ?)').run(lab, atMs);
    },
    forget: (lab) => {
      database.prepare('DELETE FROM begun_deploy WHERE lab = ?').run(lab);
    },
  };
}
