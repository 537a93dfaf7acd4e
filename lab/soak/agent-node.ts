import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from '../segment/control.ts';
import { Program } from '../segment/program.ts';
import type { Segment } from '../segment/segment.ts';
import { checkout } from '../testbed/paths.ts';
import type { NodeName } from './history.ts';
import { NICE, type SoakNode } from './node.ts';
import { agentConfig, type PlannedRouter, type Told } from './plan.ts';
import { eventOf } from './program-log.ts';
import { type NodeOptions, ProgramNode } from './program-node.ts';

/** As the launcher starts it: see scripts/build-agent.ts. */
const runtimeOptions = [
  '--no-flush-bytecode',
  '--no-opt',
  '--no-maglev',
  '--single-threaded',
  '--v8-pool-size=1',
  '--max-semi-space-size=1',
];
/** The kernel tells of carriers at most once a second. */
const CABLE_TIMEOUT_MS = 5000;
const CABLE_LOOK_MS = 50;

/** Our agent, from the sources of this checkout, treated as its unit does. */
export class AgentNode extends ProgramNode implements SoakNode {
  readonly program = 'tandem-agent';
  readonly #stateDir: string;
  readonly #configFile: string;
  readonly #healthyFile: string;
  #config = '';

  constructor(segment: Segment, name: NodeName, options: NodeOptions) {
    super(segment, name, options);
    this.#healthyFile = options.healthyFile;
    this.#stateDir = join(segment.directory, `agent-${name}`);
    this.#configFile = join(segment.directory, `agent-${name}.json`);
    mkdirSync(this.#stateDir, { recursive: true });
  }

  get pid(): number | undefined {
    return this.running?.pids[0];
  }

  get #socket(): string {
    return join(this.#stateDir, 'control.sock');
  }

  async start(): Promise<void> {
    const places = ['--config', this.#configFile, '--socket', this.#socket, '--state-dir', this.#stateDir];
    const agent = [process.execPath, ...runtimeOptions, join(checkout, 'agent/main.ts'), 'run', ...places];
    const argv = ['nice', '-n', String(NICE - getPriority()), ...agent];
    const started = this.#said('started', () => true);
    this.run(Program.start(this.segment, this.name, argv));
    await started;
  }

  async kill(): Promise<void> {
    this.running?.signal('SIGKILL');
    await this.running?.ended;
    const release = join(checkout, 'agent/systemd/release-vips');
    const { name } = this.segment.station(this.name).namespace;
    execFileSync('nsenter', [`--net=/run/netns/${name}`, 'sh', release, join(this.#stateDir, 'vips')]);
  }

  configure(told: ReadonlyMap<string, Told>): void {
    const places = { healthyFile: this.#healthyFile };
    this.#config = JSON.stringify(agentConfig(this.name, this.routers, told, places));
    writeFileSync(this.#configFile, this.#config);
  }

  async reload(): Promise<void> {
    const reloaded = this.#said('reloaded', () => true);
    this.running?.signal('SIGHUP');
    await reloaded;
  }

  async refuse(text: string): Promise<void> {
    const refused = this.#said('reload-refused', () => true);
    writeFileSync(this.#configFile, text);
    try {
      this.running?.signal('SIGHUP');
      await refused;
    } finally {
      writeFileSync(this.#configFile, this.#config);
    }
  }

  async priorityIs(router: PlannedRouter, priority: number): Promise<void> {
    await this.#said('priority', ({ vrid, to }) => vrid === router.vrid && to === priority);
  }

  async restored(address: string): Promise<void> {
    await this.#said('address-restored', (event) => event.address === address);
  }

  async cableIs(isIn: boolean): Promise<void> {
    const giveUpMs = Date.now() + CABLE_TIMEOUT_MS;
    // Nothing says that a carrier which came back in time was never missed: twice the same answer has to do.
    for (let agreed = 0; agreed < 2; ) {
      const { routers } = await request(this.#socket, { op: 'status' });
      const state = this.segment.station(this.name).namespace.ip('link', 'show', 'eth0');
      const isFine = state.includes('state UP') && routers.every(({ faults }) => faults.length === 0);
      const isCut = routers.every(({ faults }) => faults.length > 0);
      agreed = (isIn ? isFine : isCut) ? agreed + 1 : 0;
      if (Date.now() > giveUpMs) throw new Error(`${this.name} does not notice its cable`);
      await sleep(CABLE_LOOK_MS);
    }
  }

  async describe(): Promise<string> {
    const status = await request(this.#socket, { op: 'status' }).catch((error) => ({ error: `${error}` }));
    return JSON.stringify(status);
  }

  #said(event: string, matches: (fields: Record<string, unknown>) => boolean): Promise<string> {
    const wanted = (line: string) => {
      const fields = eventOf(line);
      return fields.event === event && matches(fields);
    };
    return this.log.next(`${this.name}: ${event}`, wanted);
  }
}
