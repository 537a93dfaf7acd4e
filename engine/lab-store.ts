import type { LabSummary } from '../protocol/contract/labs.ts';
import { fail } from '../protocol/contract/problem.ts';
import type { Lab } from '../protocol/lab/schema.ts';
import type { History } from './history/database.ts';
import { practiceLabName } from './practice/practice.ts';
import type { Secrets } from './ssh/secrets.ts';

/** Labs by name, with what is known of them beyond the file. */
export interface LabStore {
  /** Throws lab.not-found. */
  get(name: string): Lab;
  summary(name: string): LabSummary;
  list(): LabSummary[];
}

export function createLabStore(history: History, secrets: Secrets): LabStore {
  const find = (name: string) => {
    const record = history.lab(name);
    if (!record) throw fail('lab.not-found', { lab: name });
    return record;
  };
  const summary = (name: string): LabSummary => {
    const { lab, deployedMs } = find(name);
    const [last] = history.reports(name);
    return {
      lab,
      deployedMs,
      practice: name === practiceLabName,
      lastDrill: last
        ? { reportId: last.id, kind: last.kind, verdict: last.verdict, atMs: Date.parse(last.startedAt) }
        : null,
      secrets: Object.fromEntries(lab.nodes.map((node) => [node.name, secrets.held(name, node)])),
    };
  };
  return {
    get: (name) => find(name).lab,
    summary,
    list: () => history.labs().map(({ lab }) => summary(lab.name)),
  };
}
