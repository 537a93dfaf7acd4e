import { writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Program } from '../segment/program.ts';
import type { Segment } from '../segment/segment.ts';
import type { NodeName } from './history.ts';
import { NICE, type SoakNode } from './node.ts';
import { keepalivedConfig, type PlannedRouter, type Told } from './plan.ts';
import { type NodeOptions, ProgramNode } from './program-node.ts';

/** Until keepalived was told of a carrier that is there: it is not asked. */
const CABLE_MS = 1500;

const notAsked = (what: string) => Promise.reject(new Error(`keepalived is not asked to ${what}`));

/** Debian's keepalived as the peer; it is not reloaded. */
export class KeepalivedNode extends ProgramNode implements SoakNode {
  readonly program = 'keepalived';
  readonly #healthyFile: string;

  constructor(segment: Segment, name: NodeName, options: NodeOptions) {
    super(segment, name, options);
    this.#healthyFile = join('/mnt', basename(options.healthyFile));
  }

  get pid(): number | undefined {
    // The first is the parent; its child does the work.
    return this.running?.pids.at(-1);
  }

  async start(): Promise<void> {
    const listening = this.routers.map(({ name }) =>
      this.log.next(`${name} listens`, (line) => line.includes(`(${name}) Entering BACKUP STATE`)),
    );
    const command = `keepalived -n -l -D -f /mnt/keepalived-${this.name}.conf -p /run/parent.pid -r /run/vrrp.pid`;
    this.run(Program.startInRoot(this.segment, this.name, `exec nice -n ${NICE - getPriority()} ${command}`));
    await Promise.all(listening);
  }

  async kill(): Promise<void> {
    await this.running?.kill();
    const { namespace } = this.segment.station(this.name);
    const vips = this.routers.flatMap((router) => router.vips);
    for (const vip of this.segment.addresses(this.name).filter((address) => vips.includes(address)))
      namespace.ip('address', 'delete', vip, 'dev', 'eth0');
  }

  configure(told: ReadonlyMap<string, Told>): void {
    const text = keepalivedConfig(this.name, this.routers, told, { healthyFile: this.#healthyFile });
    writeFileSync(join(this.segment.directory, `keepalived-${this.name}.conf`), text);
  }

  reload(): Promise<void> {
    return notAsked('reload');
  }

  refuse(): Promise<void> {
    return notAsked('refuse a configuration');
  }

  restored(): Promise<void> {
    return notAsked('put an address back');
  }

  async priorityIs({ name }: PlannedRouter, priority: number): Promise<void> {
    const wanted = new RegExp(`\\(${name}\\) Changing effective priority from \\d+ to ${priority}`);
    await this.log.next(`${name}: priority ${priority}`, (line) => wanted.test(line));
  }

  describe(): Promise<string> {
    return Promise.resolve('keepalived is not asked');
  }

  async cableIs(): Promise<void> {
    await sleep(CABLE_MS);
  }
}
