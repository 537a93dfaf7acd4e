import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Notify, notifySchema } from '../../protocol/lab/checks.ts';
import type { LogFields } from '../run/log.ts';
import type { CommandOutcome, CommandRequest } from '../track/command/run-command.ts';
import { Notifier, type NotifyState, realNotifierSurroundings } from './notifier.ts';

const subject = { vrid: 51, interface: 'eth1', lab: 'web', node: 'node-a' };
const root = { name: 'root', uid: 0, gid: 0, groups: [], home: '/root' };
const exited: CommandOutcome = { status: 0, signal: null, failure: null, output: '', cut: false };
const every = { master: ['/m'], backup: ['/b'], fault: ['/f'], stop: ['/s'] };

describe('Notifier', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  interface Run {
    request: CommandRequest;
    finish(outcome?: Partial<CommandOutcome>): Promise<void>;
  }

  function bench(notify: Notify | undefined = notifySchema.parse(every)) {
    const runs: Run[] = [];
    const log: { event: string; fields: LogFields }[] = [];
    const clockNs = () => BigInt(Date.now()) * 1_000_000n;
    const notifier = new Notifier(subject, notify, {
      ...realNotifierSurroundings((event, fields = {}) => log.push({ event, fields }), clockNs),
      account: (user) => (user === 'root' ? root : null),
      run(request) {
        const end = Promise.withResolvers<CommandOutcome>();
        request.signal.addEventListener('abort', () =>
          end.resolve({ ...exited, status: null, failure: request.signal.reason.message }),
        );
        const finish = async (outcome = {}) => {
          end.resolve({ ...exited, ...outcome });
          await vi.advanceTimersByTimeAsync(0);
        };
        runs.push({ request, finish });
        return { outcome: end.promise, ended: end.promise.then(() => {}) };
      },
    });
    const tell = (to: NotifyState, cause = 'cause') =>
      notifier.tell({ to, from: 'backup', cause, priority: 100 });
    const started = () => runs.map(({ request }) => request.env?.TANDEM_CAUSE);
    return { notifier, runs, log, tell, started };
  }

  it('runs one command at a time, in the order of the transitions', async () => {
    const { runs, tell } = bench();
    tell('master');
    tell('backup');
    tell('fault');
    const programs = () => runs.map(({ request }) => request.command[0]);
    expect(programs()).toEqual(['/m']);
    await runs[0]?.finish();
    expect(programs()).toEqual(['/m', '/b']);
    await runs[1]?.finish({ status: 1 });
    expect(programs()).toEqual(['/m', '/b', '/f']);
  });

  it('tells the command what happened', () => {
    const { notifier, runs } = bench();
    notifier.tell({ to: 'master', from: 'backup', cause: 'advert gap 3.609 s', priority: 80 });
    expect(runs[0]?.request.env).toEqual({
      TANDEM_VRID: '51',
      TANDEM_INTERFACE: 'eth1',
      TANDEM_STATE: 'master',
      TANDEM_PREVIOUS_STATE: 'backup',
      TANDEM_CAUSE: 'advert gap 3.609 s',
      TANDEM_PRIORITY: '80',
      TANDEM_LAB: 'web',
      TANDEM_NODE: 'node-a',
    });
  });

  it('logs how each command ended and what it wrote', async () => {
    const { runs, log, tell } = bench();
    tell('master');
    await vi.advanceTimersByTimeAsync(30);
    await runs[0]?.finish({ status: 1, output: 'no\nroute\n', cut: true });
    const common = { vrid: 51, interface: 'eth1', program: '/m', state: 'master' };
    const result = { result: 'exit status 1', tookMs: 30, output: 'no\nroute', outputCut: true };
    expect(log).toEqual([{ event: 'notify-failed', fields: { ...common, ...result } }]);
  });

  it('drops the oldest that waits where too many do, and says so', async () => {
    const { runs, log, tell, started } = bench();
    for (let count = 0; count < 19; count += 1) tell(count % 2 ? 'backup' : 'master', `cause ${count}`);
    expect(log.map(({ event, fields }) => `${event} ${fields.cause}`)).toEqual([
      'notify-dropped cause 1',
      'notify-dropped cause 2',
    ]);
    for (let count = 0; count < 17; count += 1) await runs[count]?.finish();
    expect(started()).toEqual(
      [0, ...Array.from({ length: 16 }, (_, index) => index + 3)].map((n) => `cause ${n}`),
    );
  });

  it('kills a command at its timeout and goes on', async () => {
    const { runs, log, tell } = bench(notifySchema.parse({ ...every, timeoutMs: 500 }));
    tell('master');
    tell('backup');
    await vi.advanceTimersByTimeAsync(500);
    expect(log[0]).toMatchObject({ event: 'notify-failed', fields: { result: 'killed after 500 ms' } });
    expect(runs).toHaveLength(2);
  });

  it('has nothing to do where nothing is configured, and follows a reload', () => {
    const { notifier, runs, tell } = bench(notifySchema.parse({ master: ['/m'] }));
    tell('backup');
    expect(runs).toHaveLength(0);
    notifier.configure(notifySchema.parse({ backup: ['/b2'] }));
    tell('master');
    tell('backup');
    expect(runs.map(({ request }) => request.command[0])).toEqual(['/b2']);
  });

  it('says it when the user is gone, and goes on', async () => {
    const { notifier, runs, log, tell } = bench(notifySchema.parse({ ...every, user: 'joe' }));
    tell('master');
    notifier.configure(notifySchema.parse(every));
    tell('backup');
    await vi.advanceTimersByTimeAsync(0);
    expect(log[0]?.fields.result).toBe('there is no user joe');
    expect(runs.map(({ request }) => request.command[0])).toEqual(['/b']);
  });

  it('waits at the end for what runs and what waits', async () => {
    const { notifier, runs, tell } = bench();
    tell('backup');
    tell('stop');
    let closed = false;
    const closing = notifier.close().then(() => {
      closed = true;
    });
    await runs[0]?.finish();
    expect(closed).toBe(false);
    await runs[1]?.finish();
    await closing;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits at the end for so long and no longer', async () => {
    const { notifier, runs, log, tell } = bench();
    tell('backup');
    tell('stop');
    const closing = notifier.close(5000);
    await vi.advanceTimersByTimeAsync(5000);
    await closing;
    expect(runs).toHaveLength(1);
    expect(
      log.map(({ event, fields }) => `${event} ${fields.state} ${fields.reason ?? fields.result}`),
    ).toEqual(['notify-dropped stop the agent stops', 'notify-failed backup the agent stops']);
    await notifier.close();
  });
});

describe('Notifier with real commands', () => {
  const directory = mkdtempSync(join(tmpdir(), 'notifier-'));
  chmodSync(directory, 0o755);
  afterAll(() => rmSync(directory, { recursive: true }));

  it('keeps the order of transitions that come at once', async ({ skip }) => {
    if (process.platform !== 'linux') skip('not run: there is no /etc/passwd to ask');
    const written = join(directory, 'written');
    const script = join(directory, 'notify');
    const line = '"$TANDEM_PREVIOUS_STATE>$TANDEM_STATE $TANDEM_CAUSE"';
    writeFileSync(script, `#!/bin/sh\necho ${line} >>${written}\necho done\n`, { mode: 0o755 });
    const command = [script];
    const { username: user } = userInfo();
    const notify = notifySchema.parse({ master: command, backup: command, stop: command, user });
    const log: LogFields[] = [];
    const surroundings = realNotifierSurroundings(
      (_, fields = {}) => log.push(fields),
      () => process.hrtime.bigint(),
    );
    const notifier = new Notifier(subject, notify, surroundings);
    for (let count = 0; count < 5; count += 1) {
      notifier.tell({ to: 'master', from: 'backup', cause: `up ${count}`, priority: 100 });
      notifier.tell({ to: 'backup', from: 'master', cause: `down ${count}`, priority: 100 });
    }
    notifier.tell({ to: 'stop', from: 'backup', cause: 'end', priority: 0 });
    await notifier.close();
    const rounds = [0, 1, 2, 3, 4].flatMap((n) => [`backup>master up ${n}`, `master>backup down ${n}`]);
    expect(readFileSync(written, 'utf8').trim().split('\n')).toEqual([...rounds, 'backup>stop end']);
    expect(log.map(({ output, result }) => `${output}, ${result}`)).toEqual(
      Array(11).fill('done, exit status 0'),
    );
  });
});
