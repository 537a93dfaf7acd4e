import { DatabaseSync } from 'node:sqlite';
import { type DrillReport, drillReportSchema } from '../../protocol/contract/drills.ts';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import { type LastScans, openLastScans } from './last-scans.ts';
import { openTakenOverNodes, type TakenOverNodes } from './taken-over.ts';

export interface LabRecord {
  lab: Lab;
  deployedMs: number | null;
}

/** Labs, drill reports, what the last scans found and which nodes run another lab, in one SQLite file. Secrets are never among them. */
export interface History {
  lastScans: LastScans;
  takenOver: TakenOverNodes;
  labs(): LabRecord[];
  lab(name: string): LabRecord | null;
  saveLab(lab: Lab): void;
  removeLab(name: string): boolean;
  /** What was known of its nodes' running another lab is no longer so. */
  setDeployed(name: string, atMs: number | null): void;
  saveReport(report: DrillReport): void;
  /** Newest first. */
  reports(lab?: string): DrillReport[];
  /** The newest one; reads no other. */
  lastReport(lab: string): DrillReport | null;
  report(id: string): DrillReport | null;
  /** Calls back after everything that changed a lab, its record or its reports here. */
  onChange(listener: () => void): () => void;
  close(): void;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA busy_timeout = 2000;
  CREATE TABLE IF NOT EXISTS lab (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    deployed_ms REAL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS report (
    id TEXT PRIMARY KEY,
    lab TEXT NOT NULL,
    started_at TEXT NOT NULL,
    content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS report_by_lab ON report (lab, started_at);
`;

interface LabRow {
  definition: string;
  deployed_ms: number | null;
}

export function openHistory(file: string): History {
  const database = new DatabaseSync(file);
  database.exec(schema);
  const toLab = (row: LabRow): LabRecord => ({
    lab: labSchema.parse(JSON.parse(row.definition)),
    deployedMs: row.deployed_ms,
  });
  // A report of another version stays in the file, unread.
  const toReports = (rows: { content: string }[]) =>
    rows.flatMap((row) => {
      const parsed = drillReportSchema.safeParse(JSON.parse(row.content));
      return parsed.success ? [parsed.data] : [];
    });
  const all = <Row>(sql: string, ...values: string[]) =>
    database.prepare(sql).all(...values) as unknown as Row[];
  const takenOver = openTakenOverNodes(database);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  return {
    lastScans: openLastScans(database),
    takenOver,
    labs: () => all<LabRow>('SELECT definition, deployed_ms FROM lab ORDER BY name').map(toLab),
    lab: (name) =>
      all<LabRow>('SELECT definition, deployed_ms FROM lab WHERE name = ?', name).map(toLab)[0] ?? null,
    saveLab: (lab) => {
      database
        .prepare(
          'INSERT INTO lab (name, definition) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET definition = excluded.definition',
        )
        .run(lab.name, JSON.stringify(lab));
      changed();
    },
    removeLab: (name) => {
      takenOver.forget(name);
      const { changes } = database.prepare('DELETE FROM lab WHERE name = ?').run(name);
      changed();
      return changes === 1;
    },
    setDeployed: (name, atMs) => {
      takenOver.forget(name);
      database.prepare('UPDATE lab SET deployed_ms = ? WHERE name = ?').run(atMs, name);
      changed();
    },
    saveReport: (report) => {
      database
        .prepare('INSERT INTO report (id, lab, started_at, content) VALUES (?, ?, ?, ?)')
        .run(report.id, report.lab, report.startedAt, JSON.stringify(report));
      changed();
    },
    reports: (lab) =>
      toReports(
        lab === undefined
          ? all('SELECT content FROM report ORDER BY started_at DESC LIMIT 200')
          : all('SELECT content FROM report WHERE lab = ? ORDER BY started_at DESC LIMIT 200', lab),
      ),
    lastReport: (lab) => {
      const newestFirst = database.prepare(
        'SELECT content FROM report WHERE lab = ? ORDER BY started_at DESC',
      );
      for (const row of newestFirst.iterate(lab)) {
        const [report] = toReports([{ content: String(row.content) }]);
        if (report) return report;
      }
      return null;
    },
    report: (id) => toReports(all('SELECT content FROM report WHERE id = ?', id))[0] ?? null,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => database.close(),
  };
}
