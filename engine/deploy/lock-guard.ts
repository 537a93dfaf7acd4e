import { createInterface } from 'node:readline';
import { fail } from '../../protocol/contract/problem.ts';
import type { Host, RunOptions } from '../ssh/host.ts';
import type { RunningCommand } from '../ssh/session.ts';

export interface Guard {
  guarded: Host;
  /** Speaks to the holder on the host; resolves when it has answered or is gone. */
  prove(): Promise<void>;
  /** From here on the end of the holder is what was asked for. */
  letGo(): void;
}

/**
 * A host whose commands run only while `holder`, the process there that has the lock, answers. Somebody who was silent
 * for too long (a closed lid, a stalled link) has been taken for dead: what the one who has the lock now does there
 * counts. The holder is asked before every command and not by a clock, since neither of a machine's clocks tells for
 * certain that it slept. A command that still runs when the lock is lost is left. A connection that is gone is no lost
 * lock: its commands reject with host.lost by themselves.
 */
export function guardHost(host: Host, holder: RunningCommand): Guard {
  const lost = new AbortController();
  const waiting = new Map<string, () => void>();
  let isOver = false;
  let asked = 0;
  createInterface({ input: holder.stdout }).on('line', (line) => {
    waiting.get(line)?.();
    waiting.delete(line);
  });
  let isReleased = false;
  void holder.ended.then((status) => {
    isOver = true;
    if (!isReleased && status !== null) lost.abort();
    for (const answered of waiting.values()) answered();
    waiting.clear();
  });
  const prove = () => {
    if (isOver) return Promise.resolve();
    asked += 1;
    const line = String(asked);
    return new Promise<void>((resolve) => {
      waiting.set(line, resolve);
      holder.stdin.write(`${line}\n`);
    });
  };
  const lockLost = () => fail('deploy.lock-lost', { host: host.address });
  const held = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!isReleased) await prove();
    if (lost.signal.aborted) throw lockLost();
    try {
      return await work();
    } catch (error) {
      throw lost.signal.aborted ? lockLost() : error;
    }
  };
  const within = (options: RunOptions = {}): RunOptions => ({
    ...options,
    signal: options.signal ? AbortSignal.any([options.signal, lost.signal]) : lost.signal,
  });
  const guarded: Host = {
    session: host.session,
    address: host.address,
    run: (argv, options) => held(() => host.run(argv, within(options))),
    check: (argv, options) => held(() => host.check(argv, within(options))),
    start: (argv) =>
      held(async () => {
        const command = await host.start(argv);
        const leave = () => command.close();
        lost.signal.addEventListener('abort', leave, { once: true });
        void command.ended.then(() => lost.signal.removeEventListener('abort', leave));
        if (lost.signal.aborted) leave();
        return command;
      }),
  };
  return {
    guarded,
    prove,
    letGo: () => {
      isReleased = true;
    },
  };
}
