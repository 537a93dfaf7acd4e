import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatHolder, LockHeldError, lockHolder, parseHolder, takeLock } from './lock.ts';
import { identify, identifySelf } from './process-identity.ts';

let directory = '';
let path = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(directory, 'lock');
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a free lock is taken and given back without a trace', () => {
  const release = takeLock(path);
  expect(parseHolder(readFileSync(path, 'utf8'))).toEqual(identifySelf());
  expect(lockHolder(path)?.pid).toBe(process.pid);
  release();
  expect(readdirSync(directory)).toEqual([]);
});

test('a lock of a living process is refused with its number', () => {
  const parent = identify(process.ppid);
  if (parent === undefined) throw new Error('this process has no parent');
  writeFileSync(path, formatHolder(parent));
  expect(() => takeLock(path)).toThrow(LockHeldError);
  expect(() => takeLock(path)).toThrow(`process ${parent.pid} holds`);
  expect(readdirSync(directory)).toEqual(['lock']);
});

test('a lock of a dead process, of a reused number, or without content is taken over', () => {
  const reused = { ...identifySelf(), startTicks: '1' };
  for (const stale of [formatHolder({ pid: 2 ** 22 + 1, startTicks: '5' }), formatHolder(reused), '']) {
    writeFileSync(path, stale);
    const release = takeLock(path);
    expect(lockHolder(path)).toEqual(identifySelf());
    release();
    expect(readdirSync(directory)).toEqual([]);
  }
});

test('giving back does not remove the lock of somebody else', () => {
  const release = takeLock(path);
  const other = formatHolder({ pid: 1, startTicks: '1' });
  writeFileSync(path, other);
  release();
  expect(readFileSync(path, 'utf8')).toBe(other);
});
