import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { labSchema } from '../../protocol/lab/schema.ts';
import { bootCommand } from './container.ts';
import { missingPackages } from './host-packages.ts';
import { nodes, password } from './plan.ts';
import { makeRecipe, recipeKey } from './recipe.ts';
import { lineSplitter } from './run.ts';
import { isSshBanner } from './ssh-banner.ts';
import { summarize } from './status.ts';

test('the example lab is a lab for exactly these two nodes', () => {
  const example = readFileSync(new URL('../example.json', import.meta.url), 'utf8');
  const lab = labSchema.parse(JSON.parse(example));
  expect(lab.nodes.map(({ name, host }) => [name, host])).toEqual(
    nodes.map(({ name, address }) => [name, address]),
  );
  expect(lab).toMatchObject({
    name: 'example',
    mode: 'master-backup',
    vrrpVersion: 3,
    advertIntervalMs: 100,
  });
  expect(lab.virtualRouters).toMatchObject([
    { vrid: 51, vips: ['10.77.0.100/24'], priorities: { 'node-a': 150, 'node-b': 100 } },
  ]);
  expect(example).not.toContain(`"${password}"`);
});

test('the key of a recipe changes with anything in it and with nothing else', () => {
  const recipe = makeRecipe('amd64');
  expect(recipeKey(recipe)).toBe(recipeKey(makeRecipe('amd64')));
  expect(recipeKey(recipe)).not.toBe(recipeKey(makeRecipe('arm64')));
  expect(recipeKey(recipe)).not.toBe(recipeKey({ ...recipe, setup: `${recipe.setup}true\n` }));
});

test('a package counts as there only when it is installed, not when its configuration was left', () => {
  const queried = 'debootstrap installed\niproute2 config-files\ncurl installed\n';
  expect(missingPackages(['debootstrap', 'iproute2', 'mount'], queried)).toEqual(['iproute2', 'mount']);
});

test('a node enters its groups before it boots, in its own network namespace', () => {
  const [node] = nodes;
  if (node === undefined) throw new Error('no nodes');
  const argv = bootCommand(node, '/srv/a b/merged', ['/sys/fs/cgroup/systemd/tandem-lab/node-a']);
  expect(argv.slice(3, 7)).toEqual([
    'sh',
    '/sys/fs/cgroup/systemd/tandem-lab/node-a',
    '--',
    'systemd-nspawn',
  ]);
  expect(argv).toContain('--directory=/srv/a b/merged');
  expect(argv).toContain('--network-namespace-path=/run/netns/node-a');
});

test('output that comes in pieces is given line by line', () => {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  splitter.push('one\ntw');
  splitter.push('o\nthree');
  expect(lines).toEqual(['one', 'two']);
  splitter.flush();
  splitter.flush();
  expect(lines).toEqual(['one', 'two', 'three']);
});

test('an SSH identification may follow other lines', () => {
  expect(isSshBanner('SSH-2.0-OpenSSH_9.2p1\r\n')).toBe(true);
  expect(isSshBanner('welcome\r\nSSH-2.0-x\r\n')).toBe(true);
  expect(isSshBanner('HTTP/1.1 400 Bad Request\r\n')).toBe(false);
});

test('the lab is up only with its supervisor and both nodes', () => {
  expect(summarize(false, false, ['stopped', 'stopped'])).toBe('down');
  expect(summarize(true, true, ['running', 'running'])).toBe('up');
  expect(summarize(true, false, ['running', 'running'])).toBe('partial');
  expect(summarize(true, true, ['running', 'starting'])).toBe('partial');
  expect(summarize(true, false, ['stopped', 'stopped'])).toBe('partial');
});
