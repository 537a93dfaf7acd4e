import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createHost } from '../ssh/host.ts';
import type { RunningCommand, Session } from '../ssh/session.ts';
import { lockHost } from './host-lock.ts';

/** A host whose holder of the lock answers until somebody ends it; other commands end when they are told to. */
function hostWithLock() {
  const asked: string[] = [];
  const holderEnd = Promise.withResolvers<number | null>();
  let closed = 0;
  let silence: () => void = () => {};
  const start = async (argv: readonly string[]): Promise<RunningCommand> => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    if (argv[0] === 'flock') {
      stdout.write('locked\n');
      stdin.pipe(stdout, { end: false });
      silence = () => void stdin.unpipe(stdout).resume();
      stdin.on('end', () => holderEnd.resolve(0));
      return { stdin, stdout, stderr, ended: holderEnd.promise, close: () => undefined };
    }
    asked.push(argv.join(' '));
    stdin.resume();
    const end = Promise.withResolvers<number | null>();
    if (argv[0] !== 'slow') end.resolve(0);
    const close = () => {
      closed += 1;
      end.resolve(null);
    };
    return { stdin, stdout, stderr, ended: end.promise, close };
  };
  const session: Session = {
    host: 'double',
    alive: true,
    closed: new Promise(() => undefined),
    start,
    forward: () => Promise.reject(new Error('no forwarding')),
    close: () => undefined,
  };
  const host = createHost(session, { kind: 'root' });
  const end = (status: number | null) => holderEnd.resolve(status);
  return { host, asked, end, closed: () => closed, silence: () => silence() };
}

const lockLost = { problem: { code: 'deploy.lock-lost', params: { host: 'double' } } };

describe('a lock that somebody else took over', () => {
  it('lets its loser run nothing more on that host', async () => {
    const { host, asked, end } = hostWithLock();
    const lock = await lockHost(host);
    await lock.host.check(['first']);
    end(143);
    await expect(lock.host.run(['second'])).rejects.toMatchObject(lockLost);
    await expect(lock.host.check(['third'])).rejects.toMatchObject(lockLost);
    await expect(lock.host.start(['fourth'])).rejects.toMatchObject(lockLost);
    expect(asked).toEqual(['first']);
    await lock.release();
  });

  it('ends what its loser is in the middle of', async () => {
    const { host, end, closed } = hostWithLock();
    const lock = await lockHost(host);
    const running = lock.host.check(['slow']);
    const started = await lock.host.start(['slow']);
    end(143);
    await expect(running).rejects.toMatchObject(lockLost);
    expect(await started.ended).toBe(null);
    expect(closed()).toBe(2);
  });

  it('asks the holder before a command, and not a clock', async () => {
    const { host, asked, end, silence } = hostWithLock();
    const lock = await lockHost(host);
    // Nothing has been heard of the end yet when the command is asked for.
    silence();
    const late = lock.host.check(['late']);
    end(143);
    await expect(late).rejects.toMatchObject(lockLost);
    expect(asked).toEqual([]);
  });
});

describe('a lock that is given up', () => {
  it('is no lost one: what comes after it is left to whoever does it', async () => {
    const { host, asked } = hostWithLock();
    const lock = await lockHost(host);
    await lock.release();
    await lock.host.check(['after']);
    expect(asked).toEqual(['after']);
  });

  it('a connection that is gone is told by its own Problem', async () => {
    const { host, end } = hostWithLock();
    const lock = await lockHost(host);
    const running = lock.host.start(['slow']);
    end(null);
    await expect(running).resolves.toBeDefined();
  });
});
