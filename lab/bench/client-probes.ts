import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProbeLine, probeLineSchema } from '../../protocol/control/probe-messages.ts';
import { placeArgv, placeEnvironment } from '../testbed/exec.ts';
import { checkout } from '../testbed/index.ts';

export const probeEveryMs = 2;

type Shot = Extract<ProbeLine, { kind: 'icmp' | 'tcp' }>;

/** What a client notices between two moments. */
export interface Outage {
  icmpLost: number;
  tcpLost: number;
  /** The longest time without an answer to an echo request. */
  longestGapMs: number;
}

/** The lab's client: ICMP echo and TCP connections to an address, each every 2 ms, for as long as it is open. */
export class ClientProbes {
  readonly #children: ChildProcess[] = [];
  readonly #shots: Shot[] = [];

  /** Resolves once both are answered. @throws what the signal says */
  static async open(address: string, signal: AbortSignal): Promise<ClientProbes> {
    const probes = new ClientProbes();
    for (const kind of ['icmp', 'tcp'] as const) probes.#start(kind, address);
    try {
      while (!(['icmp', 'tcp'] as const).every((kind) => probes.#answered(kind)))
        await sleep(50, undefined, { signal });
    } catch (error) {
      await probes.close();
      throw error;
    }
    return probes;
  }

  /** Of what was sent between two moments; a second after the last of them everything is known to be lost or not. */
  outage(fromNs: bigint, toNs: bigint): Outage {
    const within = this.#shots.filter(({ sentNs }) => BigInt(sentNs) >= fromNs && BigInt(sentNs) <= toNs);
    const lost = (kind: Shot['kind']) =>
      within.filter((shot) => shot.kind === kind && shot.receivedNs === null).length;
    const echoes = within.filter(({ kind }) => kind === 'icmp');
    const answeredNs = echoes.flatMap(({ receivedNs }) => (receivedNs === null ? [] : [BigInt(receivedNs)]));
    const firstNs = BigInt(echoes[0]?.sentNs ?? toNs);
    // Counted from when somebody asked; an outage may last until the end.
    const marks = [firstNs, ...answeredNs, toNs]
      .map((atNs) => Number(atNs - firstNs))
      .toSorted((one, other) => one - other);
    const gaps = marks.map((at, index) => at - (marks[index - 1] ?? at));
    return {
      icmpLost: lost('icmp'),
      tcpLost: lost('tcp'),
      longestGapMs: Math.max(0, ...gaps) / 1e6,
    };
  }

  /** What is older is not asked for any more. */
  forget(): void {
    this.#shots.length = 0;
  }

  async close(): Promise<void> {
    for (const child of this.#children) {
      child.stdin?.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  }

  #answered(kind: Shot['kind']): boolean {
    return this.#shots.some((shot) => shot.kind === kind && shot.receivedNs !== null);
  }

  #start(kind: Shot['kind'], address: string): void {
    const main = join(checkout, 'agent/main.ts');
    const options = ['--address', address, '--interval', String(probeEveryMs)];
    const [file = '', ...args] = placeArgv('client', [process.execPath, main, 'probe', kind, ...options]);
    const child = spawn(file, args, { env: placeEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] });
    this.#children.push(child);
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = probeLineSchema.parse(JSON.parse(text));
      if (line.kind === 'problem') throw new Error(line.problem.message);
      if (line.kind === 'icmp' || line.kind === 'tcp') this.#shots.push(line);
    });
  }
}
