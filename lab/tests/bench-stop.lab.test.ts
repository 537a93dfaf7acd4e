import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { descendants } from '../bench/process-cost.ts';
import { checkout } from '../testbed/paths.ts';

/** A bench that is stopped puts away what it made, as one that ends by itself. Needs root; the lab is not touched. */
const cli = join(checkout, 'lab/bench/cli.ts');

/** What this machine has of the benches that make namespaces of their own. */
const left = (pid: number | undefined) => ({
  namespaces: execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => name.startsWith(`scale-${pid}-`)),
  directories: readdirSync(tmpdir()).filter((name) => /^tandem-(idle|scale)-/.test(name)),
});

describe('a bench', () => {
  it.each([
    ['scale', 'SIGINT', /leads/],
    ['scale', 'SIGTERM', /leads/],
    ['idle', 'SIGINT', /is master/],
  ] as const)('%s at %s leaves nothing behind', async (name, signal, begun) => {
    const before = left(undefined).directories;
    const bench = spawn(process.execPath, [cli, name, '--seconds', '60'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      bench.once('exit', () => reject(new Error(said)));
      bench.stderr.on('data', (text: Buffer) => {
        said += text;
        if (begun.test(said)) resolve();
      });
    });
    const children = descendants(bench.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    const ended = once(bench, 'exit');
    // Twice, as npm and the terminal do.
    bench.kill(signal);
    bench.kill(signal);
    expect(await ended).toEqual([130, null]);
    expect(said).toContain(`stopped by ${signal}; everything was put away`);
    expect(left(bench.pid)).toEqual({ namespaces: [], directories: before });
    // What was in a PID namespace dies with it, a moment after its first process.
    await expect
      .poll(() => children.filter((pid) => existsSync(`/proc/${pid}`)), { timeout: 5000 })
      .toEqual([]);
  });
});
