import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Account } from './account.ts';
import { ownProcess } from './launch.ts';
import { type CommandRequest, outcomeText, runCommand } from './run-command.ts';

const { uid, gid, username } = userInfo();
const self: Account = { name: username, uid, gid, groups: [], home: '/' };
const nobody: Account = { name: 'nobody', uid: 65534, gid: 65534, groups: [], home: '/nonexistent' };
const isRoot = uid === 0;
const directory = mkdtempSync(join(tmpdir(), 'run-command-'));
chmodSync(directory, 0o755);
afterAll(() => rmSync(directory, { recursive: true }));

let scripts = 0;
function script(text: string): string {
  scripts += 1;
  const file = join(directory, `script-${scripts}`);
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
}

function start(command: string[], options: Partial<CommandRequest> = {}) {
  const signal = new AbortController().signal;
  const request = { command, account: self, signal, keepBytes: 1000, killLeftovers: true, ...options };
  return runCommand(request);
}

const run = (command: string[], options: Partial<CommandRequest> = {}) => start(command, options).outcome;

/** Whether it runs; one that ended and was not collected yet does not. */
const isAlive = (pid: number) => /\) [^ZX] /.test(read(`/proc/${pid}/stat`));

describe('runCommand', () => {
  it('tells exit status and output of both kinds', async () => {
    const outcome = await run([script('echo out; echo err >&2; exit 3')]);
    expect(outcome).toMatchObject({ status: 3, signal: null, failure: null, cut: false });
    expect(outcome.output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
    expect(outcomeText(outcome)).toBe('exit status 3');
  });

  it('passes arguments as they are, in the root folder, with a clean environment', async () => {
    process.env.SECRET_OF_THE_AGENT = 'x';
    const file = script('printf "%s|" "$@"; pwd; env');
    const { output } = await run([file, '$HOME', 'a b', '`id`'], { env: { TANDEM_STATE: 'master' } });
    delete process.env.SECRET_OF_THE_AGENT;
    const [first, ...environment] = output.trim().split('\n');
    expect(first).toBe('$HOME|a b|`id`|/');
    const names = environment.map((line) => line.split('=')[0]);
    expect(names.filter((name) => name !== '_' && name !== 'PWD').toSorted()).toEqual([
      'HOME',
      'LANG',
      'LOGNAME',
      'PATH',
      'TANDEM_STATE',
      'USER',
    ]);
  });

  it('keeps the end of too much output', async () => {
    const outcome = await run([script('i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done')]);
    expect(outcome.cut).toBe(true);
    expect(outcome.output).toHaveLength(1000);
    expect(outcome.output).toMatch(/line 1999\n$/);
  });

  it('says why a program could not be started', async () => {
    const outcome = await run(['/nowhere/check']);
    expect(outcome.status).toBeNull();
    expect(outcomeText(outcome)).toContain('/nowhere/check');
    expect(outcomeText(await run([script(''), 'nul\0']))).toMatch(/null bytes/);
  });

  it('kills the whole group when it is aborted', async () => {
    const controller = new AbortController();
    const pidFile = join(directory, 'child-pid');
    const command = start([script(`sleep 600 & echo $! >${pidFile}; wait`)], { signal: controller.signal });
    await until(() => read(pidFile).endsWith('\n'));
    const pid = Number(read(pidFile));
    expect(isAlive(pid)).toBe(true);
    controller.abort(new Error('too late'));
    const outcome = await command.outcome;
    await command.ended;
    expect(outcomeText(outcome)).toBe('too late');
    await until(() => !isAlive(pid));
  });

  it('takes along what a check left in its group', async () => {
    const { output, status } = await run([script('sleep 600 & echo $!')]);
    expect(status).toBe(0);
    await until(() => !isAlive(Number(output)));
  });

  it('leaves alone what a notification started', async () => {
    const { output } = await run([script('sleep 600 >/dev/null 2>&1 & echo $!')], { killLeftovers: false });
    const pid = Number(output);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it('runs as another user, with that user’s groups only', async ({ skip }) => {
    if (!isRoot) skip('not run: this takes root');
    const identity = script('id -u; id -g; id -G');
    expect((await run([identity], { account: nobody })).output).toBe('65534\n65534\n65534\n');
    const grouped = { ...nobody, groups: [4, 24] };
    expect((await run([identity], { account: grouped })).output).toBe('65534\n65534\n65534 4 24\n');
  });

  it('has no capability as another user', async ({ skip }) => {
    if (!isRoot) skip('not run: this takes root');
    const capabilities = script('grep -E "^Cap(Inh|Prm|Eff|Amb)" /proc/self/status');
    for (const groups of [[], [4]]) {
      const { output } = await run([capabilities], { account: { ...nobody, groups } });
      expect(output.match(/0000000000000000/g)).toHaveLength(4);
    }
  });

  it('is refused another user where it is not root', async ({ skip }) => {
    if (isRoot) skip('not run: root may');
    const other = { ...nobody, uid: uid + 1 };
    expect(outcomeText(await run([script('true')], { account: other }))).toContain('EPERM');
  });

  it('does not inherit a raised priority or protection from the out-of-memory killer', async () => {
    const raised = { ...ownProcess(), niceness: -5, oomScoreAdjust: -1 };
    const { spawn } = await import('node:child_process');
    const file = script('cat /proc/self/oom_score_adj; nice');
    const signal = new AbortController().signal;
    const request = { command: [file], account: self, signal, keepBytes: 100, killLeftovers: true };
    const { outcome } = runCommand(request, { spawn, own: () => raised });
    expect((await outcome).output).toBe(`0\n${Math.max(0, getPriority())}\n`);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
