import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../fuzz/random.ts';
import { Program } from '../segment/program.ts';
import type { Segment } from '../segment/segment.ts';
import { Book, nowNs, overNs } from './book.ts';
import { expectedOwners, settleNs } from './check-owners.ts';
import type { ResourceSample } from './check-resources.ts';
import { later, ms, type NodeName, nodeNames, type Setting, type Span } from './history.ts';
import type { SoakNode } from './node.ts';
import { CHECK_PORT, CHECK_WEIGHT, type CheckKind, type PlannedRouter, type Told } from './plan.ts';
import { eventOf } from './program-log.ts';
import { resourcesOf } from './resources.ts';
import { StallWatch } from './stall-watch.ts';

const DEFAULT_INTERVAL_MS = 100;
/** At quiet moments a router's next advert is waited for so long. */
const ADVERT_TIMEOUT_MS = 3000;
const LOWEST_PRIORITY = 1;

const listener = `require('node:net').createServer((socket) => socket.destroy()).listen(${CHECK_PORT}, '127.0.0.1', () => console.log('listens'))`;

export type MakeNode = (
  segment: Segment,
  name: NodeName,
  options: { routers: readonly PlannedRouter[]; healthyFile: string; told(line: string): void },
) => SoakNode;

export type DownSpan = Span & { node: NodeName };

/** The segment with both programs, what they were told, and the book in which everything is written down. */
export class World {
  readonly segment: Segment;
  readonly random: Random;
  readonly routers: readonly PlannedRouter[];
  readonly nodes: Readonly<Record<NodeName, SoakNode>>;
  readonly book: Book;
  readonly told: Readonly<Record<NodeName, Map<string, Told>>>;
  readonly samples: ResourceSample[] = [];
  /** What programs said that they must not say. */
  readonly complaints: string[] = [];
  readonly #watch: StallWatch;
  readonly #failing: Record<NodeName, Set<CheckKind>> = { a: new Set(), b: new Set() };
  readonly #listeners: Partial<Record<NodeName, Program>> = {};
  readonly #bornMs: Record<NodeName, number> = { a: 0, b: 0 };

  constructor(options: {
    segment: Segment;
    random: Random;
    routers: readonly PlannedRouter[];
    make: Record<NodeName, MakeNode>;
  }) {
    const { segment, random, routers, make } = options;
    this.segment = segment;
    this.random = random;
    this.routers = routers;
    this.book = new Book(segment, routers);
    const node = (name: NodeName) => {
      const told = (line: string) => this.#said(name, line);
      return make[name](segment, name, { routers, healthyFile: this.#healthyFile(name), told });
    };
    this.nodes = { a: node('a'), b: node('b') };
    const first = (name: NodeName) =>
      new Map(
        routers.map(({ name: router, priorities, vips }) => [
          router,
          { priority: priorities[name], advertIntervalMs: DEFAULT_INTERVAL_MS, vips },
        ]),
      );
    this.told = { a: first('a'), b: first('b') };
    this.#watch = new StallWatch((stall) => {
      this.book.stalls.push(stall);
      this.book.note(`${stall.who} stalled for ${ms(stall.toNs - stall.fromNs)} ms`);
    });
  }

  /** Both programs listen, everything is healthy. */
  async begin(): Promise<void> {
    for (const name of nodeNames) for (const router of this.routers) this.tell(name, router, {});
    // From the first moment that is judged: what follows takes a busy machine most of a second.
    const spans = nodeNames.map((name) => this.down(name));
    for (const name of nodeNames) {
      writeFileSync(this.#healthyFile(name), '');
      await this.#listen(name);
      this.nodes[name].configure(this.told[name]);
    }
    await Promise.all(spans.map((span) => this.start(span)));
    this.followed();
  }

  /** Ends what still runs. */
  async end(): Promise<void> {
    await this.#watch.close();
    for (const name of nodeNames) {
      const node = this.nodes[name];
      if (node.alive) {
        node.freeze(false);
        await node.stop();
      }
      await this.#listeners[name]?.kill();
      delete this.#listeners[name];
    }
  }

  /** From now on a node is down. */
  down(node: NodeName): DownSpan {
    return Object.assign(this.book.begin('down', node), { node });
  }

  /** Ends the time in which a node was down. */
  async start(span: DownSpan): Promise<void> {
    const name = span.node;
    this.book.ending(span);
    await this.nodes[name].start();
    this.#bornMs[name] = performance.now();
    this.#watch.watch(nodeNames.indexOf(name), this.nodes[name].pid ?? 0);
    this.book.end(span);
  }

  /** From now on it is told something else of a router; `followed` says when it is certain. */
  tell(name: NodeName, router: PlannedRouter, change: Partial<Told>): void {
    const told = { ...(this.told[name].get(router.name) as Told), ...change };
    this.told[name].set(router.name, told);
    const priority = this.priority(name, router);
    const setting: Setting = {
      node: name,
      router: router.name,
      ...told,
      priority,
      fromNs: nowNs(),
      toNs: null,
    };
    this.book.settings.push(setting);
  }

  /** Everything that was told is followed. */
  followed(): void {
    const atNs = overNs();
    for (const setting of this.book.settings) setting.toNs ??= atNs;
  }

  /** With what its checks take from it. */
  priority(name: NodeName, router: PlannedRouter): number {
    const { priority } = this.told[name].get(router.name) as Told;
    return Math.max(LOWEST_PRIORITY, priority + CHECK_WEIGHT * this.#failing[name].size);
  }

  /** Makes a check of a node fail, or pass again; resolves when the program draws its conclusion. */
  async setHealthy(name: NodeName, kind: CheckKind, isHealthy: boolean): Promise<void> {
    if (isHealthy) this.#failing[name].delete(kind);
    else this.#failing[name].add(kind);
    for (const router of this.routers) this.tell(name, router, {});
    this.book.note(`${name}: check ${kind} ${isHealthy ? 'passes' : 'fails'}`);
    const concluded = this.routers.map((router) =>
      this.nodes[name].priorityIs(router, this.priority(name, router)),
    );
    if (kind === 'script') {
      if (isHealthy) writeFileSync(this.#healthyFile(name), '');
      else rmSync(this.#healthyFile(name));
    } else if (isHealthy) await this.#listen(name);
    else await this.#listeners[name]?.kill();
    await Promise.all(concluded);
    this.followed();
  }

  /** The nodes that lead a router once everything had its time. */
  owners(router: PlannedRouter): NodeName[] {
    const atNs = nowNs();
    return expectedOwners(this.book.evidence(atNs, atNs), router.name, atNs);
  }

  /** Waits until everything had its time and was seen on the wire since; then looks. */
  async settle(): Promise<void> {
    const atNs = overNs();
    const evidence = this.book.evidence(atNs, atNs);
    const readyNs = this.routers.map(({ name }) => atNs + settleNs(evidence, name, atNs)).reduce(later);
    const led = this.routers.filter((router) => this.owners(router).length > 0);
    // Where nobody is to lead, there is no event to wait for.
    if (led.length === 0) await sleep(Number((readyNs - atNs) / 1_000_000n));
    // An advert that does not come is the checkers' to find.
    await Promise.allSettled(
      led.map(({ name, vrid }) =>
        this.segment.wire.next(
          `an advert of ${name}`,
          ({ vrrp }) => vrrp?.vrid === vrid && vrrp.priority > 0,
          {
            afterNs: readyNs,
            timeoutMs: ADVERT_TIMEOUT_MS + Number((readyNs - atNs) / 1_000_000n),
          },
        ),
      ),
    );
    for (const name of nodeNames) this.book.look(name);
  }

  /** Writes down what everybody was told, and what the programs say of themselves. */
  async describe(): Promise<void> {
    for (const name of nodeNames) {
      for (const router of this.routers) {
        const told = JSON.stringify(this.told[name].get(router.name));
        this.book.note(
          `${name}: ${router.name} was told ${told}, with checks ${this.priority(name, router)}`,
        );
      }
      if (this.nodes[name].alive) this.book.note(`${name} is ${await this.nodes[name].describe()}`);
    }
  }

  /** Open files and memory of our agents as they are. */
  sample(): void {
    for (const name of nodeNames) {
      const { program, pid, alive } = this.nodes[name];
      if (program !== 'tandem-agent' || !alive || pid === undefined) continue;
      const ageMs = performance.now() - this.#bornMs[name];
      this.samples.push({ node: name, pid, ageMs, ...resourcesOf(pid) });
    }
  }

  /** ip(8) on a node. */
  ip(name: NodeName, ...args: string[]): void {
    execFileSync('ip', ['-n', this.segment.station(name).namespace.name, ...args]);
  }

  #healthyFile(name: NodeName): string {
    return join(this.segment.directory, `healthy-${name}`);
  }

  /** What the tcp check connects to. */
  async #listen(name: NodeName): Promise<void> {
    const program = Program.start(this.segment, name, [process.execPath, '-e', listener]);
    this.#listeners[name] = program;
    await new Promise<void>((resolve) => program.onLine(() => resolve()));
  }

  #said(name: NodeName, line: string): void {
    this.book.note(`${name} says ${line}`);
    if (eventOf(line).event === 'failed') this.complaints.push(`agent on ${name}: ${line}`);
  }
}
