import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKnownKeys } from './known-keys.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-keys-'));
  file = join(folder, 'known-hosts.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = (host: string, fingerprint = `SHA256:${host}`) => ({
  host,
  port: 22,
  type: 'ssh-ed25519',
  fingerprint,
  acceptedMs: 1,
});

describe('two processes on one data folder', () => {
  it('see and keep what the other accepted', () => {
    const [window, cli] = [openKnownKeys(file), openKnownKeys(file)];
    window.accept(key('a'), false);
    cli.accept(key('b'), false);
    window.accept(key('c'), false);
    expect(['a', 'b', 'c'].map((host) => cli.of(host, 22))).toEqual([[key('a')], [key('b')], [key('c')]]);
    expect(readdirSync(folder)).toEqual(['known-hosts.json']);
  });

  it('do not bring back what the other forgot', () => {
    const [window, cli] = [openKnownKeys(file), openKnownKeys(file)];
    window.accept(key('a'), false);
    expect(cli.forget('a', 22)).toBe(1);
    window.accept(key('b'), false);
    expect(window.of('a', 22)).toEqual([]);
    expect(window.forget('a', 22)).toBe(0);
  });
});

it('replaces a host’s keys only when told to', () => {
  const known = openKnownKeys(file);
  known.accept(key('a', 'old'), false);
  known.accept(key('a', 'second'), false);
  expect(known.of('a', 22)).toHaveLength(2);
  known.accept(key('a', 'new'), true);
  expect(known.of('a', 22)).toEqual([key('a', 'new')]);
});

it.each(['', '{', '[{"host":"a"}]'])('a file of %j stops whoever needs it, and stays as it is', (text) => {
  writeFileSync(file, text);
  const known = openKnownKeys(file);
  const uses = [() => known.of('a', 22), () => known.accept(key('a'), true), () => known.forget('a', 22)];
  for (const use of uses) {
    expect(use).toThrow(file);
    expect(use).toThrow(/^The request is not valid/);
  }
  expect(readFileSync(file, 'utf8')).toBe(text);
});
