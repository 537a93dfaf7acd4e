import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { TapDecoder } from '../../protocol/control/tap-decoder.ts';
import type { TapFrame } from '../../protocol/control/tap-stream.ts';
import { decodeFrame } from '../../protocol/wire/decode-frame.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { checkout, host } from '../testbed/index.ts';

export interface WireFrame extends Frame {
  /** Kernel time stamp, nanoseconds since the epoch. */
  tsNs: bigint;
}

interface Waiter {
  matches(frame: WireFrame): boolean;
  found(frame: WireFrame): void;
  failed(error: Error): void;
}

/** What is on the lab's wires, seen by our own tap from the machine's end of them. */
export class Wire {
  readonly frames: WireFrame[] = [];
  readonly #child: ChildProcess;
  readonly #waiters = new Set<Waiter>();
  #given: Error | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /**
   * Resolves once the tap captures.
   * @param namespace the network namespace that the interface is in; this machine's own by default
   */
  static async open(interfaceName: string = host.interface, namespace?: string): Promise<Wire> {
    const inside = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace];
    const main = join(checkout, 'agent', 'main.ts');
    const argv = [...inside, process.execPath, main, 'sniff', '--interface', interfaceName];
    const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
    const wire = new Wire(child);
    child.stdin.on('error', () => {});
    const decoder = new TapDecoder();
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the tap ended')));
      child.stdout.on('data', (chunk: Buffer) => {
        for (const record of decoder.push(chunk)) {
          if (record.type === 'hello') resolve();
          else if (record.type === 'frame') wire.#take(record.frame);
          else if (record.type === 'problem') reject(new Error(record.problem.message));
        }
      });
    });
    return wire;
  }

  /**
   * The first frame that matches, among those since `afterNs` or still to come.
   * @throws Error after `timeoutMs`, or what `giveUp` was told
   */
  next(
    what: string,
    matches: (frame: WireFrame) => boolean,
    options: { afterNs?: bigint; timeoutMs?: number } = {},
  ): Promise<WireFrame> {
    const { afterNs = 0n, timeoutMs = 20_000 } = options;
    const wanted = (frame: WireFrame) => frame.tsNs > afterNs && matches(frame);
    const seen = this.frames.find(wanted);
    if (seen) return Promise.resolve(seen);
    if (this.#given) return Promise.reject(this.#given);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        matches: wanted,
        found: (frame) => {
          clearTimeout(timer);
          resolve(frame);
        },
        failed: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`not seen on the wire within ${timeoutMs} ms: ${what}`));
      }, timeoutMs);
      this.#waiters.add(waiter);
    });
  }

  /** The last frame so far that matches. */
  last(matches: (frame: WireFrame) => boolean): WireFrame | undefined {
    return this.frames.findLast(matches);
  }

  /** Time stamp of the newest frame; 0 before the first. */
  get nowNs(): bigint {
    return this.frames.at(-1)?.tsNs ?? 0n;
  }

  /** Whoever waits for a frame, now or later, gets the error instead. */
  giveUp(error: Error): void {
    this.#given = error;
    for (const waiter of this.#waiters) waiter.failed(error);
    this.#waiters.clear();
  }

  async close(): Promise<void> {
    this.#child.removeAllListeners('exit');
    // Ctrl+C reaches the tap too.
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await gone;
  }

  #take({ bytes, tsNs, originalLength }: TapFrame): void {
    const decoded = decodeFrame(bytes, { no: this.frames.length + 1, tsNs, originalLength });
    const frame: WireFrame = { ...decoded, tsNs };
    this.frames.push(frame);
    for (const waiter of this.#waiters) {
      if (!waiter.matches(frame)) continue;
      this.#waiters.delete(waiter);
      waiter.found(frame);
    }
  }
}

/** An advertisement of a virtual router from an address. */
export function isAdvert(vrid: number, source: string, priority?: number): (frame: WireFrame) => boolean {
  return (frame) =>
    frame.vrrp?.vrid === vrid &&
    frame.ip?.src === source &&
    frame.problems.length === 0 &&
    (priority === undefined ? frame.vrrp.priority > 0 : frame.vrrp.priority === priority);
}

/** A gratuitous ARP for an address from a MAC. */
export function isAnnouncement(address: string, mac: string): (frame: WireFrame) => boolean {
  return ({ arp }) => arp?.gratuitous === true && arp.senderIp === address && arp.senderMac === mac;
}
