import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { labSchema } from '../../protocol/lab/schema.ts';
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
  history.setDeployed(lab.name, 1234);
  history.close();
  history = openHistory(join(folder, 'history.sqlite'));
  expect(history.lab(lab.name)).toEqual({ lab, deployedMs: 1234 });
});

it('keeps what is known of a lab when its definition is saved again', () => {
  history.saveLab(lab);
  history.setDeployed(lab.name, 1234);
  history.saveLab({ ...lab, advertIntervalMs: 100 });
  expect(history.lab(lab.name)).toMatchObject({ deployedMs: 1234, lab: { advertIntervalMs: 100 } });
});

it('knows what it does not know', () => {
  expect(history.lab('nobody')).toBeNull();
  expect(history.report('none')).toBeNull();
  expect(history.removeLab('nobody')).toBe(false);
});
