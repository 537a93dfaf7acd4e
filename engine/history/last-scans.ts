import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const seenHostSchema = z.object({
  ip: z.string(),
  mac: z.string().nullable(),
  vendor: z.string().nullable(),
  hostname: z.string().nullable(),
  /** The SSH server's. */
  banner: z.string().nullable(),
  /** Open ports with commas between them; null for none. */
  services: z.string().nullable(),
});
/** What a scan saw of one address. */
export type SeenHost = z.infer<typeof seenHostSchema>;

export interface LastScan {
  /** When it was begun. */
  startedMs: number;
  hosts: SeenHost[];
}

/**
 * What the last scan of each range found. `range` names the interface too, since the same addresses on another wire are
 * other hosts. Only the ranges that were scanned last are kept, and a scan is no larger than the widest range.
 */
export interface LastScans {
  /** Null where the range was never scanned. */
  of(range: string): LastScan | null;
  keep(range: string, scan: LastScan): void;
}

const rangesKept = 16;

export function openLastScans(database: DatabaseSync): LastScans {
  database.exec(
    'CREATE TABLE IF NOT EXISTS scan (range TEXT PRIMARY KEY, started_ms REAL NOT NULL, hosts TEXT NOT NULL) STRICT',
  );
  return {
    of: (range) => {
      const row = database.prepare('SELECT started_ms, hosts FROM scan WHERE range = ?').get(range);
      if (!row) return null;
      // One of another version counts as none.
      const hosts = z.array(seenHostSchema).safeParse(JSON.parse(String(row.hosts)));
      return hosts.success ? { startedMs: Number(row.started_ms), hosts: hosts.data } : null;
    },
    keep: (range, { startedMs, hosts }) => {
      database
        .prepare('INSERT OR REPLACE INTO scan (range, started_ms, hosts) VALUES (?, ?, ?)')
        .run(range, startedMs, JSON.stringify(hosts));
      database
        .prepare(
          'DELETE FROM scan WHERE range NOT IN (SELECT range FROM scan ORDER BY started_ms DESC LIMIT ?)',
        )
        .run(rangesKept);
    },
  };
}
