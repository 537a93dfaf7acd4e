import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { type PreflightCheck, type PreflightCode, wordPreflight } from '../../protocol/contract/preflight.ts';
import { ProblemError } from '../../protocol/contract/problem.ts';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { keepalivedRoot } from '../bench/programs.ts';
import { client, type NodeName, nodeExec } from '../testbed/index.ts';
import type { TestEngine } from './test-engine.ts';

export interface PreflightResult {
  ok: boolean;
  elapsedMs: number;
  checks: PreflightCheck[];
  /** The check of that code; of a node, or with null of the lab. Fails where there is none. */
  find(node: string | null, code: PreflightCode): PreflightCheck;
}

/** Saves the lab and runs a pre-flight to its end; every check has its words in both languages. */
export async function preflight(tandem: TestEngine, lab: LabInput): Promise<PreflightResult> {
  await tandem.save(lab);
  const checks: PreflightCheck[] = [];
  const done = Promise.withResolvers<{ ok: boolean; elapsedMs: number }>();
  tandem.client.open(
    'preflight.run',
    { lab: lab.name },
    {
      onItem: (item) => {
        if (item.type === 'check') checks.push(item.check);
        else done.resolve(item);
      },
      onEnd: (problem) => problem && done.reject(new ProblemError(problem)),
    },
  );
  const { ok, elapsedMs } = await done.promise;
  for (const check of checks) expectClear(check);
  return {
    ok,
    elapsedMs,
    checks,
    find: (node, code) => {
      const check = checks.find((entry) => entry.node === node && entry.code === code);
      if (!check) throw new Error(`no check ${code} of ${node ?? 'the lab'}`);
      return check;
    },
  };
}

/** One check of a node, as soon as it is there; what a pre-flight would look at after it is left. */
export async function hostCheck(
  tandem: TestEngine,
  lab: LabInput,
  node: string,
  code: PreflightCode,
): Promise<PreflightCheck> {
  await tandem.save(lab);
  const found = Promise.withResolvers<PreflightCheck>();
  const close = tandem.client.open(
    'preflight.run',
    { lab: lab.name },
    {
      onItem: (item) => {
        if (item.type === 'done') found.reject(new Error(`no check ${code} of ${node}`));
        else if (item.check.node === node && item.check.code === code) found.resolve(item.check);
      },
      onEnd: (problem) => problem && found.reject(new ProblemError(problem)),
    },
  );
  const check = await found.promise.finally(close);
  expectClear(check);
  return check;
}

/** Every placeholder is filled, and what is not well says what to do. */
function expectClear({ status, said }: PreflightCheck): void {
  for (const language of ['en', 'zh-CN'] as const) {
    const { message, hint } = wordPreflight(said, language);
    expect(message).not.toMatch(/\{\w+\}/);
    expect(hint).not.toMatch(/\{\w+\}/);
    if (status !== 'pass') expect(hint.length).toBeGreaterThan(5);
  }
}

/** Does something to a node for the length of `use`, and undoes it whatever happens. */
export async function withNode<T>(
  node: NodeName,
  change: readonly (readonly string[])[],
  undo: readonly (readonly string[])[],
  use: () => Promise<T>,
): Promise<T> {
  try {
    for (const argv of change) {
      const { status, stderr } = await nodeExec(node, argv);
      if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
    }
    return await use();
  } finally {
    for (const argv of undo) await nodeExec(node, argv);
  }
}

/** A third keepalived, on the client's machine, once it advertises a VRID. */
export class ThirdSpeaker {
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
  }

  static async start(vrid: number, vip: string): Promise<ThirdSpeaker> {
    const root = keepalivedRoot();
    if (root === undefined) throw new Error('the test bed was never up');
    const folder = mkdtempSync(join(tmpdir(), 'tandem-third-'));
    const config = join(folder, 'keepalived.conf');
    writeFileSync(
      config,
      `global_defs {\n vrrp_version 3\n}\nvrrp_instance third {\n interface eth0\n state BACKUP\n virtual_router_id ${vrid}\n priority 90\n advert_int 1\n virtual_ipaddress {\n  ${vip}\n }\n}\n`,
    );
    const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
    const loader = [join(libraries, 'ld-linux-x86-64.so.2'), '--library-path', libraries];
    const files = ['-f', config, '-p', join(folder, 'parent.pid'), '-r', join(folder, 'vrrp.pid')];
    const argv = [...loader, join(root, 'usr/sbin/keepalived'), '-n', '-l', '-P', ...files];
    const child = spawn('ip', ['netns', 'exec', client.namespace, ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const leads = Promise.withResolvers<void>();
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on('line', (line) => /Entering MASTER STATE/.test(line) && leads.resolve());
    child.on('exit', (status) => leads.reject(new Error(`keepalived ended with ${status}`)));
    await leads.promise;
    return new ThirdSpeaker(child, folder);
  }

  async stop(): Promise<void> {
    const over = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await over;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
