import type { LabSummary } from '../protocol/contract/labs.ts';
import { fail } from '../protocol/contract/problem.ts';
import type { Lab, LabNode } from '../protocol/lab/schema.ts';
import type { History, LabRecord } from './history/database.ts';
import { practiceLabName } from './practice/practice.ts';
import type { Secrets } from './ssh/secrets.ts';
import type { TaskVoice } from './tasks/tasks.ts';

/** A lab by its name and, where somebody has another definition of it, as they have it. */
export interface AskedLab {
  lab: string;
  draft?: Lab | undefined;
}

/** Labs by name, with what is known of them beyond the file. */
export interface LabStore {
  /** As it is on record. Throws lab.not-found. */
  get(name: string): Lab;
  /**
   * The lab that somebody asks about: the draft that they have of it, where they have one, and otherwise the one on
   * record, which no draft changes. Throws lab.not-found, request.invalid or as requireSameNodes
   */
  wanted(asked: AskedLab): Lab;
  summary(name: string): LabSummary;
  list(): LabSummary[];
  /**
   * Keeps the record of what a deploy brings to the lab's nodes. `deploy` calls `begin` once it holds both nodes' locks
   * and before it changes anything: from then on the lab is on record, and nobody else touches that; where it comes to
   * nothing, the record is again what it was. Whoever ends this process in between, a node that could not be rolled
   * back, or one that somebody else took over meanwhile, leaves the record saying that what the nodes have is not known
   * (`deployBegunMs`), until a deploy or an uninstall ends well. Rejects with what `deploy` rejects with.
   */
  recordDeploy(
    lab: Lab,
    voice: TaskVoice,
    deploy: (voice: TaskVoice, begin: () => void) => Promise<void>,
  ): Promise<void>;
  /**
   * A person confirmed a key of a host: labs that vouch for one that it no longer has (`gone`) vouch for this one from
   * now on, or nothing could be done with them any more. Resolves to their names.
   */
  repin(at: { host: string; port: number }, fingerprint: string, gone: (pin: string) => boolean): string[];
}

/** A deploy that changes the nodes, and the record before it. */
interface Begun {
  atMs: number;
  before: LabRecord;
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
    history.setDeployed(winner, atMs);
    for (const { lab, deployedMs } of history.labs()) {
      if (lab.name === winner.name || deployedMs === null) continue;
      for (const { name: node, host, port } of lab.nodes) {
        const now = winner.nodes.find((each) => each.host === host && each.port === port);
        if (now) history.takenOver.note(lab.name, node, { lab: winner.name, node: now.name }, atMs);
      }
    }
  };
  const takeBack = ({ atMs, before }: Begun, isUnknown: boolean) =>
    history.takeBackDeploy(atMs, isUnknown ? { ...before, deployBegunMs: atMs } : before);
  return {
    get: (name) => find(name).lab,
    wanted: ({ lab: name, draft }) => {
      if (!draft) return find(name).lab;
      if (draft.name !== name)
        throw fail('request.invalid', { detail: `the draft of ${name} is called ${draft.name}` });
      requireSameNodes(history.lab(name), draft);
      return draft;
    },
    summary,
    recordDeploy: async (lab, voice, deploy) => {
      let begun: Begun | null = null as Begun | null;
      const begin = () => {
        const onRecord = history.lab(lab.name);
        // Another Tandem may have deployed it meanwhile.
        requireSameNodes(onRecord, lab);
        begun = { atMs: now(), before: onRecord ?? { lab, deployedMs: null, deployBegunMs: null } };
        history.beginDeploy(lab, begun.atMs);
      };
      let isUnknown = false;
      const step: TaskVoice['step'] = (event) => {
        isUnknown ||= event.step === 'roll-back' && ['failed', 'skipped'].includes(event.state);
        voice.step(event);
      };
      try {
        await deploy({ ...voice, step }, begin);
      } catch (error) {
        if (begun) takeBack(begun, isUnknown);
        throw error;
      }
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
