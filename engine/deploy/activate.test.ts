import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHost } from '../ssh/host.ts';
import { localSession } from '../ssh/session-double.ts';
import { configure } from './activate.ts';

let root: string;
const ownPath = process.env.PATH;
const host = createHost(localSession(), { kind: 'root' });

/** A host of two agents, `old` configured; its systemctl does nothing. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tandem-activate-'));
  for (const agent of ['old', 'new']) {
    mkdirSync(join(root, 'opt', agent, 'systemd'), { recursive: true });
    writeFileSync(join(root, 'opt', agent, 'systemd/tandem-agent.service'), `unit of ${agent}`);
  }
  for (const folder of ['etc', 'units', 'bin']) mkdirSync(join(root, folder));
  symlinkSync('old', join(root, 'opt/current'));
  writeFileSync(join(root, 'etc/agent.json'), 'config of old');
  writeFileSync(join(root, 'units/tandem-agent.service'), 'unit of old');
  writeFileSync(join(root, 'bin/systemctl'), '#!/bin/sh\n');
  chmodSync(join(root, 'bin/systemctl'), 0o755);
  process.env.PATH = `${join(root, 'bin')}:${ownPath}`;
});

afterEach(() => {
  process.env.PATH = ownPath;
  rmSync(root, { recursive: true });
});

const paths = () => ({
  installFolder: join(root, 'opt'),
  currentLink: join(root, 'opt/current'),
  configFolder: join(root, 'etc'),
  configFile: join(root, 'etc/agent.json'),
  unitFile: join(root, 'units/tandem-agent.service'),
});

const state = () => [
  readlinkSync(join(root, 'opt/current')),
  readFileSync(join(root, 'etc/agent.json'), 'utf8'),
  readFileSync(join(root, 'units/tandem-agent.service'), 'utf8'),
];

const listed = () => ['opt', 'etc', 'units'].flatMap((folder) => readdirSync(join(root, folder)).toSorted());
const nothingElse = ['current', 'new', 'old', 'agent.json', 'tandem-agent.service'];

it('goes over to another agent with its own unit, and back with the unit that was there', async () => {
  await configure(host, 'new', 'config of new', null, paths());
  expect(state()).toEqual(['new', 'config of new', 'unit of new']);
  await configure(host, 'old', 'config of old', 'unit\n  "edited" $HOME\n', paths());
  expect(state()).toEqual(['old', 'config of old', 'unit\n  "edited" $HOME\n']);
  expect(listed()).toEqual(nothingElse);
});

it('a configuration with a password is for root alone, one without for everybody to read', async () => {
  const mode = () => statSync(join(root, 'etc/agent.json')).mode & 0o777;
  await configure(host, 'new', '{"authPass": "x"}', null, paths());
  expect(mode()).toBe(0o600);
  await configure(host, 'new', '{}', null, paths());
  expect(mode()).toBe(0o644);
});

it.each(['etc/agent.json', 'units/tandem-agent.service'])(
  'a disk that is full at %s changes nothing',
  async (file) => {
    symlinkSync('/dev/full', join(root, `${file}.new`));
    const unit = file.startsWith('units') ? 'unit of a roll-back' : null;
    await expect(configure(host, 'new', 'config of new', unit, paths())).rejects.toMatchObject({
      problem: { code: 'host.command-failed' },
    });
    expect(state()).toEqual(['old', 'config of old', 'unit of old']);
    expect(listed()).toEqual(nothingElse);
  },
);
