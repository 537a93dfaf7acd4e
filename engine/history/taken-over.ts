import type { DatabaseSync } from 'node:sqlite';
import type { TakenOver } from '../../protocol/contract/labs.ts';

/** Which of a lab's nodes were last seen to run another lab, from what they report. */
export interface TakenOverNodes {
  of(lab: string): TakenOver[];
  /** `other` null: the node runs this lab, or none. */
  note(lab: string, node: string, other: { lab: string; node: string } | null, seenMs: number): void;
  forget(lab: string): void;
}

/** A node says what it runs once a second; its age on disk need not be finer than this. */
const keptEveryMs = 10_000;

export function openTakenOverNodes(database: DatabaseSync): TakenOverNodes {
  database.exec(
    'CREATE TABLE IF NOT EXISTS taken_over (lab TEXT, node TEXT, by_lab TEXT NOT NULL, as_node TEXT NOT NULL, seen_ms REAL NOT NULL, PRIMARY KEY (lab, node)) STRICT',
  );
  const of = (lab: string): TakenOver[] =>
    database
      .prepare('SELECT node, by_lab, as_node, seen_ms FROM taken_over WHERE lab = ? ORDER BY node')
      .all(lab)
      .map((row) => ({
        node: String(row.node),
        lab: String(row.by_lab),
        as: String(row.as_node),
        seenMs: Number(row.seen_ms),
      }));
  return {
    of,
    note: (lab, node, other, seenMs) => {
      const known = of(lab).find((entry) => entry.node === node);
      if (!other) {
        if (known) database.prepare('DELETE FROM taken_over WHERE lab = ? AND node = ?').run(lab, node);
        return;
      }
      const isSame = known?.lab === other.lab && known.as === other.node;
      if (isSame && seenMs - known.seenMs < keptEveryMs) return;
      database
        .prepare(
          'INSERT OR REPLACE INTO taken_over (lab, node, by_lab, as_node, seen_ms) VALUES (?, ?, ?, ?, ?)',
        )
        .run(lab, node, other.lab, other.node, seenMs);
    },
    forget: (lab) => {
      database.prepare('DELETE FROM taken_over WHERE lab = ?').run(lab);
    },
  };
}
