import { makeProblem, type Problem, ProblemError } from '../../protocol/contract/problem.ts';
import { TapDecoder } from '../../protocol/control/tap-decoder.ts';
import type { TapFrame } from '../../protocol/control/tap-stream.ts';
import { decodeFrame } from '../../protocol/wire/decode-frame.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { FrameRing, type RingEntry } from './frame-ring.ts';
import type { TapCommand } from './tap-command.ts';
import { spawnTap, type TapProcess } from './tap-process.ts';

export interface CaptureStatus {
  state: 'off' | 'starting' | 'running' | 'failed';
  interface: string | null;
  problem: Problem | null;
  /** Frames since the start. */
  frames: number;
  /** Frames that the kernel or the tap had to drop. */
  drops: number;
}

/** The local capture: one at a time, whoever asked for it. */
export interface Capture {
  readonly status: CaptureStatus;
  readonly ring: FrameRing<Frame>;
  /** Resolves once the tap said hello. Starting on the same interface again is no change. Rejects with capture.*. */
  start(interfaceName: string): Promise<void>;
  /** Starts and stops are done one after the other, in the order in which they were asked for. */
  stop(): Promise<void>;
  /** Called for every frame, in order, within a few milliseconds of its arrival. Returns the unsubscribe. */
  onFrame(listener: (frame: Frame, tsNs: bigint) => void): () => void;
  onStatus(listener: () => void): () => void;
}

const ringCapacity = 100_000;

export function createCapture(
  tap: TapCommand,
  knownInterfaces: () => string[],
  spawn: typeof spawnTap = spawnTap,
): Capture {
  const ring = new FrameRing<Frame>(ringCapacity);
  const frameListeners = new Set<(frame: Frame, tsNs: bigint) => void>();
  const statusListeners = new Set<() => void>();
  let status: CaptureStatus = { state: 'off', interface: null, problem: null, frames: 0, drops: 0 };
  let running: { process: TapProcess; ready: Promise<void> } | null = null;
  let lastTurn: Promise<unknown> = Promise.resolve();

  /** A tap takes a while to end; without turns, two starts would each find none running and launch their own. */
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = lastTurn.then(run);
    lastTurn = turn.catch(() => undefined);
    return turn;
  };

  const change = (next: Partial<CaptureStatus>) => {
    status = { ...status, ...next };
    for (const listener of statusListeners) listener();
  };

  const accept = (tapFrame: TapFrame) => {
    const meta = { no: ring.last + 1, tsNs: tapFrame.tsNs, originalLength: tapFrame.originalLength };
    const frame = decodeFrame(tapFrame.bytes, meta);
    const entry: RingEntry<Frame> = { frame, ...tapFrame };
    ring.push(entry);
    status.frames = ring.last;
    for (const listener of frameListeners) listener(frame, tapFrame.tsNs);
  };

  const launch = (interfaceName: string) => {
    ring.clear();
    change({ state: 'starting', interface: interfaceName, problem: null, frames: 0, drops: 0 });
    const process = spawn(tap.argv, ['sniff', '--interface', interfaceName]);
    const decoder = new TapDecoder();
    const hello = Promise.withResolvers<void>();
    // Whoever started it may have gone by the time it fails; the status says it as well.
    hello.promise.catch(() => undefined);
    const launched = { process, ready: hello.promise };
    running = launched;
    let problem: Problem | null = null;
    process.onStdout((chunk) => {
      for (const record of decoder.push(chunk)) {
        // A tap that was stopped still empties its pipe; its frames belong to no capture any more.
        if (running !== launched) return;
        if (record.type === 'frame') accept(record.frame);
        else if (record.type === 'drops') change({ drops: record.drops.kernel + record.drops.pipe });
        else if (record.type === 'problem') problem = record.problem;
        else {
          change({ state: 'running' });
          hello.resolve();
        }
      }
    });
    void process.ended.then(({ status: exit, stderr }) => {
      const wasCurrent = running === launched;
      const ended =
        problem ??
        makeProblem('capture.ended', { interface: interfaceName }, stderr.trim() || `exit status ${exit}`);
      hello.reject(new ProblemError(ended));
      if (!wasCurrent) return;
      running = null;
      change({ state: 'failed', problem: ended });
    });
    return launched;
  };

  const halt = async () => {
    const current = running;
    running = null;
    current?.process.stop();
    await current?.process.ended;
  };

  return {
    get status() {
      return status;
    },
    ring,
    start: async (interfaceName) => {
      if (tap.refusal) {
        change({ state: 'failed', interface: interfaceName, problem: tap.refusal });
        throw new ProblemError(tap.refusal);
      }
      if (!knownInterfaces().includes(interfaceName)) {
        const params = { interface: interfaceName, available: knownInterfaces().join(', ') };
        throw new ProblemError(makeProblem('capture.interface-missing', params));
      }
      // Only the launch takes its turn, not the wait for the hello: a stop must get through to a tap that hangs.
      const { ready } = await inTurn(async () => {
        if (running && status.interface === interfaceName) return running;
        await halt();
        return launch(interfaceName);
      });
      return ready;
    },
    stop: () =>
      inTurn(async () => {
        await halt();
        change({ state: 'off', problem: null });
      }),
    onFrame: (listener) => {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    onStatus: (listener) => {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
  };
}
