import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DrillReport } from '../../protocol/contract/drills.ts';
import { phrase } from '../../protocol/contract/phrase.ts';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import { recordingVoice } from '../deploy/test-lab.ts';
import { createLabStore } from '../lab-store.ts';
import { createSecrets } from '../ssh/secrets.ts';
import { type History, openHistory } from './database.ts';

let folder: string;
let history: History;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-history-'));
  history = openHistory(join(folder, 'history.sqlite'));
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true, force: true });
});

const lab = labSchema.parse({
  name: 'test',
  nodes: ['a', 'b'].map((name, index) => ({
    name,
    host: `10.0.0.${index + 1}`,
    user: 'root',
    interface: 'eth0',
    auth: { kind: 'password', env: 'SECRET' },
  })),
  virtualRouters: [{ vrid: 7, vips: ['10.0.0.9/24'], priorities: { a: 150, b: 100 } }],
});

it('gives a lab back as it was saved, also to the next run', () => {
  history.saveLab(lab);
  history.setDeployed(lab, 1234);
  history.close();
  history = openHistory(join(folder, 'history.sqlite'));
  expect(history.lab(lab.name)).toEqual({ lab, deployedMs: 1234, deployBegunMs: null });
});

it('keeps what is known of a lab when its definition is saved again', () => {
  history.saveLab(lab);
  history.setDeployed(lab, 1234);
  history.saveLab({ ...lab, advertIntervalMs: 100 });
  expect(history.lab(lab.name)).toMatchObject({ deployedMs: 1234, lab: { advertIntervalMs: 100 } });
});

describe('nodes that run another lab', () => {
  const other = { lab: 'other', node: 'x' };
  const known = () => history.takenOver.of(lab.name);

  it('are known with the time of their last word, also to the next run', () => {
    history.takenOver.note(lab.name, 'a', other, 1000);
    history.takenOver.note(lab.name, 'a', other, 20_000);
    history.close();
    history = openHistory(join(folder, 'history.sqlite'));
    expect(known()).toEqual([{ node: 'a', lab: 'other', as: 'x', seenMs: 20_000 }]);
  });

  it('are forgotten once they run this one or none, and with the next deploy, uninstall or removal', () => {
    history.saveLab(lab);
    const ends = [
      () => history.takenOver.note(lab.name, 'a', null, 2000),
      () => history.setDeployed(lab, 2000),
      () => history.removeLab(lab.name),
    ];
    for (const end of ends) {
      history.takenOver.note(lab.name, 'a', other, 1000);
      expect(known()).toHaveLength(1);
      end();
      expect(known()).toEqual([]);
    }
  });

  it('are those whose hosts another lab was deployed to', async () => {
    let nowMs = 0;
    const labs = createLabStore(history, createSecrets({}), () => nowMs);
    const [first, second] = lab.nodes;
    const winner = {
      ...lab,
      name: 'other',
      nodes: [
        { ...first, name: 'x' },
        { ...second, name: 'y', port: 2222 },
      ],
      virtualRouters: lab.virtualRouters.map((router) => ({ ...router, priorities: { x: 150, y: 100 } })),
    } as Lab;
    for (const each of [lab, winner, { ...lab, name: 'never' }]) history.saveLab(each);
    for (const each of [lab, winner]) {
      nowMs += 1000;
      await labs.recordDeploy(each, recordingVoice().voice, async (_voice, begin) => begin());
    }
    // Another port is another host, and what was never deployed has lost nothing.
    const seen = Object.fromEntries(labs.list().map((entry) => [entry.lab.name, entry.takenOver]));
    expect(seen).toEqual({
      test: [{ node: 'a', lab: 'other', as: 'x', seenMs: 2000 }],
      other: [],
      never: [],
    });
  });
});

describe('the last report of a lab', () => {
  const report = (id: string, startedAt: string, ofLab = 'test'): DrillReport => ({
    id,
    kind: 'crash',
    lab: ofLab,
    target: 'a',
    vrid: 7,
    startedAt,
    durationMs: 1000,
    verdict: 'pass',
    reasons: [],
    hypothesis: phrase('hypothesis.takeover', { vrid: 7, limit: '4 s' }),
    predicted: { outageMs: 3000, minMs: 2000, maxMs: 4000, basis: phrase('cause.first') },
    measured: {
      takeoverMs: 3000,
      detectMs: 3000,
      arpMs: 1,
      outageMs: { icmp: 3000, http: null, tcp: null },
      lostProbes: 30,
      dualOwnerMs: 0,
      noOwnerMs: 3000,
      transitions: 2,
      probeStepMs: 100,
    },
    phases: [],
    timeline: [],
    guard: { armedAt: null, revertedBy: null, revertMs: null },
    residue: [],
    environment: {},
  });

  it('is the one that began last, whichever was kept last, and of this lab alone', () => {
    expect(history.lastReport('test')).toBeNull();
    const newest = report('newest', '2026-01-02T00:00:00.000Z');
    history.saveReport(newest);
    history.saveReport(report('older', '2026-01-01T00:00:00.000Z'));
    history.saveReport(report('another’s', '2026-01-03T00:00:00.000Z', 'other'));
    expect(history.lastReport('test')).toEqual(newest);
  });

  it('is one that can be read: a newer version’s stays in the file, unread', () => {
    const readable = report('readable', '2026-01-01T00:00:00.000Z');
    history.saveReport(readable);
    const later = { ...report('later', '2026-01-02T00:00:00.000Z'), kind: 'of-tomorrow' };
    history.saveReport(later as unknown as DrillReport);
    expect(history.lastReport('test')).toEqual(readable);
  });
});

it('knows what it does not know', () => {
  expect(history.lab('nobody')).toBeNull();
  expect(history.report('none')).toBeNull();
  expect(history.removeLab('nobody')).toBe(false);
});

it('tells whoever listens that a lab changed, until they stop', () => {
  let told = 0;
  const stop = history.onChange(() => {
    told += 1;
  });
  history.saveLab(lab);
  history.setDeployed(lab, 1);
  history.removeLab('test');
  expect(told).toBe(3);
  stop();
  history.saveLab(lab);
  expect(told).toBe(3);
});
