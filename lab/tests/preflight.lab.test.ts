import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { preflight, withNode } from '../support/preflight.ts';
import { exampleLab } from '../support/test-engine.ts';
import { setStage, tandem } from '../support/untouched-nodes.ts';
import { checkout, password, runPaths } from '../testbed/index.ts';

/** A pre-flight on two nodes as they should be, which leaves nothing there, and the command that runs one. */

setStage();

function withOps() {
  const [first, second] = exampleLab().nodes;
  const ops = { user: 'ops', auth: { kind: 'key', path: runPaths().opsKey }, sudo: 'password' } as const;
  return exampleLab({ nodes: [first, { ...second, ...ops }] });
}

describe('two nodes as they should be', () => {
  test('nothing fails', async () => {
    const result = await preflight(tandem, exampleLab());
    expect(result.checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(result.ok).toBe(true);
    // The lab's nodes have one interface: a person should know, and nothing else is worth a warning.
    const warned = result.checks.filter(({ status }) => status === 'warn').map(({ code }) => code);
    expect(warned).toEqual(['way-in', 'way-in']);
  });

  test('through a key and sudo with a password, the password reaches no command', async () => {
    await tandem.save(withOps());
    await tandem.client.call('secrets.set', { lab: 'example', node: 'node-b', sudoPassword: password });
    const result = await preflight(tandem, withOps());
    expect(result.ok).toBe(true);
    expect(result.find('node-b', 'access').message).toContain('sudo');
    // What arrives is hashed: one byte more, as a password that sudo did not read, and it is another.
    expect(result.find('node-b', 'transport').status).toBe('pass');
  });

  test('a pair that Tandem deployed is no stranger to itself', async () => {
    await tandem.save(exampleLab());
    await tandem.deploy('example');
    try {
      const result = await preflight(tandem, exampleLab());
      expect(result.checks.filter(({ status }) => status === 'fail')).toEqual([]);
      expect(result.find('node-a', 'disk').said.code).toBe('disk.installed');
      // With the other backend it has to be uninstalled first, and that is all there is to say.
      const other = await preflight(tandem, exampleLab({ backend: 'keepalived' }));
      const failed = other.checks.filter(({ status }) => status === 'fail');
      expect(new Set(failed.map(({ said }) => said.code))).toEqual(new Set(['deploy.other-backend']));
    } finally {
      await tandem.uninstall('example');
    }
  });
});

describe('the command', () => {
  const run = (lab: string) => {
    const cli = join(checkout, 'engine', 'shell', 'cli.ts');
    return spawnSync(
      process.execPath,
      [cli, 'preflight', lab, '--json', '--data', join(tandem.dataFolder, 'cli')],
      { env: { ...process.env, LAB_PASSWORD: password }, encoding: 'utf8' },
    );
  };

  test('prints one document, and ends with 1 where a check failed', async () => {
    const lab = join(tandem.dataFolder, 'lab.json');
    writeFileSync(lab, JSON.stringify(exampleLab()));
    // Its data folder is its own: nobody has confirmed the hosts' keys there.
    const { status, stdout } = run(lab);
    expect(status).toBe(1);
    const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Record<string, unknown>[] };
    expect(ok).toBe(false);
    const access = checks.filter(({ code }) => code === 'access');
    expect(access.map(({ node, status: found }) => `${node} ${found}`).sort()).toEqual([
      'node-a fail',
      'node-b fail',
    ]);
    expect(Object.keys(access[0] ?? {})).toEqual(['node', 'code', 'status', 'message', 'hint', 'fix']);
    expect(access[0]?.message).toMatch(/SHA256:/);
  });
});

describe('where the wire cannot be asked', () => {
  test('without perl and python3 it says that it did not look', async () => {
    await withNode(
      'node-b',
      [['mv', '/usr/bin/perl', '/usr/bin/perl.kept']],
      [['mv', '/usr/bin/perl.kept', '/usr/bin/perl']],
      async () => {
        const result = await preflight(tandem, exampleLab());
        expect(result.find('node-b', 'vrrp-passes')).toMatchObject({
          status: 'warn',
          said: { code: 'wire.not-checked' },
        });
        // One node that looks is enough to hear a stranger.
        expect(result.find(null, 'vrid-free').status).toBe('pass');
      },
    );
  });
});
