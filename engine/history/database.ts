import { DatabaseSync } from 'node:sqlite';
import { type DrillReport, drillReportSchema } from '../../protocol/contract/drills.ts';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import { openBegunDeploys } from './begun-deploys.ts';
import { type LastScans, openLastScans } from './last-scans.ts';
import { openTakenOverNodes, type TakenOverNodes } from './taken-over.ts';

export interface LabRecord {
  lab: Lab;
  deployedMs: number | null;
  /** When a deploy began whose end is not on record; null where none did. */
  deployBegunMs: number | null;
}

/** Labs, drill reports, what the last scans found and which nodes run another lab, in one SQLite file. Secrets are never among them. */
export interface History {
  lastScans: LastScans;
  takenOver: TakenOverNodes;
  labs(): LabRecord[];
  lab(name: string): LabRecord | null;
  saveLab(lab: Lab): void;
  removeLab(name: string): boolean;
  /** Saves what its nodes are to have, and that they may have it or not from now on. */
  beginDeploy(lab: Lab, atMs: number): void;
  /** The deploy that began at `begunMs` came to nothing: the record is this one, unless another deploy has begun since. */
  takeBackDeploy(begunMs: number, record: LabRecord): void;
  /** Its nodes run it. What was known of their running another lab is no longer so, nor is a deploy under way. */
  setDeployed(lab: Lab, atMs: number): void;
  /** Its nodes run nothing of it any more. */
  setUninstalled(name: string): void;
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
  const begunDeploys = openBegunDeploys(database);
  const toLab = (row: LabRow): LabRecord => {
    const lab = labSchema.parse(JSON.parse(row.definition));
    return { lab, deployedMs: row.deployed_ms, deployBegunMs: begunDeploys.of(lab.name) };
  };
  const saveLab = (lab: Lab) => {
    database
      .prepare(
        'INSERT INTO lab (name, definition) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET definition = excluded.definition',
      )
      .run(lab.name, JSON.stringify(lab));
  };
  /** What its nodes have is known again. */
  const settle = (name: string, deployedMs: number | null) => {
    takenOver.forget(name);
    begunDeploys.forget(name);
    database.prepare('UPDATE lab SET deployed_ms = ? WHERE name = ?').run(deployedMs, name);
  };
  /** All of it or, where somebody ends this process, nothing. */
  const atOnce = (work: () => void) => {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
    changed();
  };
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
      saveLab(lab);
      changed();
    },
    beginDeploy: (lab, atMs) =>
      atOnce(() => {
        saveLab(lab);
        begunDeploys.note(lab.name, atMs);
      }),
    takeBackDeploy: (begunMs, { lab, deployBegunMs }) =>
      atOnce(() => {
        if (begunDeploys.of(lab.name) !== begunMs) return;
        saveLab(lab);
        if (deployBegunMs === null) begunDeploys.forget(lab.name);
        else begunDeploys.note(lab.name, deployBegunMs);
      }),
    removeLab: (name) => {
      takenOver.forget(name);
      begunDeploys.forget(name);
      const { changes } = database.prepare('DELETE FROM lab WHERE name = ?').run(name);
      changed();
      return changes === 1;
    },
    setDeployed: (lab, atMs) =>
      atOnce(() => {
        saveLab(lab);
        settle(lab.name, atMs);
      }),
    setUninstalled: (name) => atOnce(() => settle(name, null)),
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
