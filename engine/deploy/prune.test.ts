import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHost } from '../ssh/host.ts';
import { localSession } from '../ssh/session-double.ts';
import { pruneArchives } from './prune.ts';

const host = createHost(localSession(), { kind: 'root' });
const [present, old, older] = ['a', 'b', '0'].map((digit) => digit.repeat(64)) as [string, string, string];
const others = ['B'.repeat(64), 'c'.repeat(63), 'notes'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-prune-'));
  for (const name of [present, old, older, ...others]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'file'), '');
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

it('removes every archive but the one in use, and nothing else', async () => {
  symlinkSync(present, join(folder, 'current'));
  expect(await pruneArchives(host, folder)).toEqual([older, old]);
  expect(readdirSync(folder).toSorted()).toEqual([present, 'current', ...others].toSorted());
});

it.each([null, 'd'.repeat(64), '.', '/'])('removes nothing where “current” leads to %s', async (target) => {
  if (target) symlinkSync(target, join(folder, 'current'));
  await expect(pruneArchives(host, folder)).rejects.toMatchObject({
    problem: { code: 'host.command-failed', params: { command: 'remove old agents' } },
  });
  expect(readdirSync(folder)).toEqual(expect.arrayContaining([present, old, older, ...others]));
});
