import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Draft, draftSchema } from '../protocol/contract/draft.ts';
import { openDraftStore } from './draft-store.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-draft-'));
  file = join(folder, 'draft.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const node = {
  name: 'node-a',
  host: '10.77.0.11',
  port: 22,
  user: 'ops',
  authKind: 'key' as const,
  keyPath: '~/.ssh/id_ed25519',
  sudo: 'password' as const,
  interface: 'eth0',
};
const draft: Draft = {
  step: 'access',
  labName: 'not yet $(valid)',
  interface: 'tandem0',
  cidr: '10.77.0.0/24',
  nodes: [node],
  vip: null,
  edits: null,
};

test('a draft outlives its engine, for its owner alone, and goes when it is dropped', () => {
  openDraftStore(file).write(draft);
  expect(openDraftStore(file).read()).toEqual(draft);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  openDraftStore(file).write(null);
  expect(openDraftStore(file).read()).toBeNull();
});

test('a draft takes the place only of the one that its window knows', () => {
  const store = openDraftStore(file);
  expect(store.write(draft, store.revision())).toBe(true);
  const known = store.revision();
  expect(store.write({ ...draft, labName: 'mine' }, known)).toBe(true);
  expect(openDraftStore(file).write({ ...draft, labName: 'theirs' }, known)).toBe(false);
  expect(store.write(null, known)).toBe(false);
  expect(store.read()?.labName).toBe('mine');
  expect(store.write(null)).toBe(true);
  expect(store.revision()).toBe('');
});

test('there is no place in it for a secret', () => {
  const withSecret = { ...draft, nodes: [{ ...node, password: 'canary' }] };
  expect(draftSchema.safeParse(withSecret).success).toBe(false);
});

test.each(['', '{', '{"step":"later"}'])('a file that is no draft of this version is none: %j', (content) => {
  writeFileSync(file, content);
  expect(openDraftStore(file).read()).toBeNull();
});
