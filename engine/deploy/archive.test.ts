import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findArchive } from './archive.ts';

let folder: string;
const about = (letter: string) => {
  return { file: `${letter}.tar.gz`, sha256: letter.repeat(64), bytes: 1, version: '1.0.0', unit: '' };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-archives-'));
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ x64: about('a'), arm64: about('b') }));
  writeFileSync(join(folder, 'b.tar.gz'), 'of arm64');
});
afterAll(() => rmSync(folder, { recursive: true }));

it('takes the archive of the host’s architecture', () => {
  expect(findArchive(folder, 'x86_64').sha256).toBe('a'.repeat(64));
  expect(findArchive(folder, 'aarch64').read().toString()).toBe('of arm64');
});

it.each([
  ['riscv64', { machine: 'riscv64', arch: 'riscv64', available: 'x64, arm64' }],
  ['constructor', { arch: 'constructor' }],
  ['', { machine: '?' }],
])('says of %j what is missing, and what is there', (machine, params) => {
  expect(() => findArchive(folder, machine)).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({ params: expect.objectContaining(params) }),
    }),
  );
});

it('says that nothing is there where nothing was built', () => {
  expect(() => findArchive(join(folder, 'none'), 'aarch64')).toThrow(
    /no agent for arm64 here \(there is one for: -\)/,
  );
});
