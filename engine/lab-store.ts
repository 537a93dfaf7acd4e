import { isDeepStrictEqual } from 'node:util';
import type { LabSummary } from '../protocol/contract/labs.ts';
import { fail } from '../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../protocol/lab/schema.ts';
import type { History, LabRecord } from './history/database.ts';
import { practiceLabName } from './practice/practice.ts';
import type { Secrets } from './ssh/secrets.ts';
import type { TaskVoice } from './tasks/tasks.ts';

/** Labs by name, with what is known of them beyond the file. */
export interface LabStore {
  /** As it is on record, or as this engine alone goes by it. Throws lab.not-found. */
  get(name: string): Lab;
  /**
   * From now on this engine goes by this lab. With `keepDeployed` a deployed one of its name stays on record until this
   * one was deployed, too. False where the record does not matter, and the lab is to be stored.
   */
  goBy(lab: Lab, keepDeployed: boolean): boolean;
  summary(name: string): LabSummary;
  list(): LabSummary[];
  /**
   * Has the lab on record while `deploy` brings it to its nodes; where that comes to nothing, the record is again what
   * it was. Whoever ends this process in between, or a node that could not be rolled back, leaves the record saying
   * that what the nodes have is not known (`deployBegunMs`), until a deploy or an uninstall ends well. Rejects with
   * what `deploy` rejects with.
   */
  whileDeploying(lab: Lab, voice: TaskVoice, deploy: (voice: TaskVoice) => Promise<void>): Promise<void>;
  /**
   * A person confirmed a key of a host: labs that vouch for one that it no longer has (`gone`) vouch for this one from
   * now on, or nothing could be done with them any more. Resolves to their names.
   */
  repin(at: { host: string; port: number }, fingerprint: string, gone: (pin: string) => boolean): string[];
}

/** Throws request.invalid. */
export function nodeOf(lab: Lab, name: string): LabNode {
  const node = lab.nodes.find((entry) => entry.name === name);
  if (!node) throw fail('request.invalid', { detail: `${lab.name} has no node ${name}` });
  return node;
}

/**
 * A lab is its name, and its nodes are name, host and port: that is what the configuration on a host and this record
 * know of each other. Throws deploy.nodes-left-behind where a deployed lab would go to others, or its record would.
 */
export function requireSameNodes(before: LabRecord | null, lab: Lab): void {
  if (!before || (before.deployedMs === null && before.deployBegunMs === null)) return;
  const listOf = ({ nodes }: Lab) =>
    nodes
      .map(({ name, host, port }) => `${name} (${port === 22 ? host : `${host}:${port}`})`)
      .toSorted()
      .join(', ');
  const [nodes, wanted] = [listOf(before.lab), listOf(lab)];
  if (nodes !== wanted) throw fail('deploy.nodes-left-behind', { lab: lab.name, nodes, wanted });
}

export function createLabStore(history: History, secrets: Secrets, now: () => number): LabStore {
  const find = (name: string) => {
    const record = history.lab(name);
    if (!record) throw fail('lab.not-found', { lab: name });
    return record;
  };
  const summary = (name: string): LabSummary => {
    const { lab, deployedMs, deployBegunMs } = find(name);
    const last = history.lastReport(name);
    return {
      lab,
      deployedMs,
      deployBegunMs,
      takenOver: history.takenOver
        .of(name)
        .filter(({ node }) => lab.nodes.some((each) => each.name === node)),
      practice: name === practiceLabName,
      lastDrill: last
        ? { reportId: last.id, kind: last.kind, verdict: last.verdict, atMs: Date.parse(last.startedAt) }
        : null,
      secrets: Object.fromEntries(lab.nodes.map((node) => [node.name, secrets.held(name, node)])),
    };
  };
  /** The nodes have just said that they run this lab: no other one that had the same hosts does any more. */
  const deployed = (winner: Lab, atMs: number) => {
    history.setDeployed(winner.name, atMs);
    for (const { lab, deployedMs } of history.labs()) {
      if (lab.name === winner.name || deployedMs === null) continue;
      for (const { name: node, host, port } of lab.nodes) {
        const now = winner.nodes.find((each) => each.host === host && each.port === port);
        if (now) history.takenOver.note(lab.name, node, { lab: winner.name, node: now.name }, atMs);
      }
    }
  };
  const unrecorded = new Map<string, Lab>();
  return {
    get: (name) => {
      const { lab } = find(name);
      return unrecorded.get(name) ?? lab;
    },
    goBy: (lab, keepDeployed) => {
      const record = history.lab(lab.name);
      const isDeployed = record !== null && (record.deployedMs ?? record.deployBegunMs) !== null;
      const isOther = isDeployed && !isDeepStrictEqual(record.lab, lab);
      if (keepDeployed && isOther) unrecorded.set(lab.name, lab);
      else unrecorded.delete(lab.name);
      return keepDeployed && isOther;
    },
    summary,
    whileDeploying: async (lab, voice, deploy) => {
      const before = history.lab(lab.name) ?? { lab, deployedMs: null, deployBegunMs: null };
      const begunMs = now();
      history.beginDeploy(lab, begunMs);
      let isHalfRolledBack = false;
      try {
        await deploy({
          ...voice,
          step: (event) => {
            isHalfRolledBack ||= event.step === 'roll-back' && event.state === 'failed';
            voice.step(event);
          },
        });
      } catch (error) {
        history.endDeploy(isHalfRolledBack ? { ...before, deployBegunMs: begunMs } : before);
        throw error;
      }
      unrecorded.delete(lab.name);
      deployed(lab, now());
    },
    repin: ({ host, port }, fingerprint, gone) => {
      const isStale = (node: LabNode) =>
        node.host === host && node.port === port && node.hostKey !== undefined && gone(node.hostKey);
      const stale = history.labs().flatMap(({ lab }) => (lab.nodes.some(isStale) ? [lab] : []));
      for (const lab of stale) {
        const [first, second] = lab.nodes;
        const pinned = (node: LabNode) => (isStale(node) ? { ...node, hostKey: fingerprint } : node);
        history.saveLab({ ...lab, nodes: [pinned(first), pinned(second)] });
      }
      return stale.map(({ name }) => name);
    },
    list: () => history.labs().map(({ lab }) => summary(lab.name)),
  };
}
