import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHistory } from '../history/database.ts';
import { openDataFolder } from './data-folder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tandem-data-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('is made with those above it, for its owner alone', () => {
  const folder = join(root, 'share', 'tandem');
  expect(openDataFolder(folder, (path) => path)).toBe(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it.each([
  ['where the kernel makes none', () => '/proc/tandem/data'],
  ['where a file is', () => join(root, 'file')],
  ['below a file', () => join(root, 'file', 'data')],
])('%s it is said to be unusable, at once', (_where, folder) => {
  writeFileSync(join(root, 'file'), '');
  const open = () => openDataFolder(folder(), (path) => openHistory(join(path, 'tandem.sqlite')).close());
  expect(open).toThrowError(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'data.unusable' }) }),
  );
});

it('with a damaged file it is said to be unusable, with the cause', () => {
  writeFileSync(join(root, 'tandem.sqlite'), 'x'.repeat(5000));
  const problem = { code: 'data.unusable', params: { folder: root }, cause: 'file is not a database' };
  expect(() => openDataFolder(root, (path) => openHistory(join(path, 'tandem.sqlite')))).toThrowError(
    expect.objectContaining({ problem: expect.objectContaining(problem) }),
  );
});
