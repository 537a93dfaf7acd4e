import { createRandom } from '../fuzz/random.ts';
import { Segment } from '../segment/segment.ts';
import { AgentNode } from './agent-node.ts';
import { type Note, nowNs } from './book.ts';
import { checkAddresses } from './check-addresses.ts';
import { checkConflicts, conflictsOf } from './check-conflicts.ts';
import { checkOutages, outagesOf } from './check-outages.ts';
import { checkOwners } from './check-owners.ts';
import { checkResources, type Growth, growths } from './check-resources.ts';
import { type DeedName, deedNames, deeds, holdMoment, lethalDeeds } from './deeds.ts';
import { type Evidence, type NodeName, nodeNames, type Violation } from './history.ts';
import { KeepalivedNode } from './keepalived-node.ts';
import { differences, nodeState } from './node-state.ts';
import { plannedRouters } from './plan.ts';
import { Tally } from './tally.ts';
import { World } from './world.ts';

export interface SoakOptions {
  seconds: number;
  seed: number;
  /** What runs on node `b`. */
  peer: 'agent' | 'keepalived';
  progress(line: string): void;
  /** Ends it after the present deed, with everything put away. */
  signal?: AbortSignal;
}

export interface SoakResult {
  options: SoakOptions;
  /** Empty where everything is as it must be. */
  violations: Violation[];
  tally: Tally;
  growths: Growth[];
  /** Of the last seconds before a violation. */
  notes: readonly Note[];
  frames: readonly string[];
}

/** Of each cycle, the part in which the agents are killed and stopped; in the rest they live. */
const MIXED_SHARE = 1 / 3;
const CYCLE_SECONDS = 180;
/** Of three deeds that last, one has another deed inside. */
const HOLDS = ['moment', 'settle', 'deed'] as const;
const SHOWN_NS = 10_000_000_000n;

/** Plays a seeded sequence of deeds, and judges after each what was seen. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const segment = await Segment.open();
  const before = { a: nodeState(segment, 'a'), b: nodeState(segment, 'b') };
  // keepalived's virtual MAC addresses are another matter.
  const routers = plannedRouters.filter(({ vmac }) => options.peer === 'agent' || !vmac);
  const agent = (...given: ConstructorParameters<typeof AgentNode>) => new AgentNode(...given);
  const peer =
    options.peer === 'agent'
      ? agent
      : (...given: ConstructorParameters<typeof KeepalivedNode>) => new KeepalivedNode(...given);
  const random = createRandom(options.seed);
  const world = new World({ segment, random, routers, make: { a: agent, b: peer } });
  const run = new SoakRun(world, options);
  try {
    await run.play();
    await world.end();
    run.checkLeftovers(nodeNames.flatMap((name) => differencesOf(name, before[name])));
    return run.result();
  } finally {
    await world.end();
    await segment.close();
  }

  function differencesOf(name: NodeName, state: ReadonlySet<string>): string[] {
    if (world.nodes[name].program !== 'tandem-agent') return [];
    return differences(state, nodeState(segment, name)).map((line) => `${name}: ${line}`);
  }
}

class SoakRun {
  readonly #world: World;
  readonly #options: SoakOptions;
  readonly #names: readonly string[];
  readonly #tally = new Tally();
  readonly #violations: Violation[] = [];
  #judgedNs = nowNs();

  constructor(world: World, options: SoakOptions) {
    this.#world = world;
    this.#options = options;
    this.#names = world.routers.map(({ name }) => name);
  }

  async play(): Promise<void> {
    const { seconds, progress, signal } = this.#options;
    const startedMs = performance.now();
    const elapsed = () => (performance.now() - startedMs) / 1000;
    const cycle = Math.min(CYCLE_SECONDS, seconds);
    try {
      await this.#world.begin();
      await this.#judge('start');
      while (elapsed() < seconds && this.#violations.length === 0 && !signal?.aborted) {
        const isMixed = elapsed() % cycle < cycle * MIXED_SHARE;
        const name = await this.#deed([], (deed) => isMixed || !lethalDeeds.includes(deed));
        if (name === null) continue;
        await this.#judge(name);
        this.#world.sample();
        progress(`${elapsed().toFixed(0).padStart(5)} s  ${name}`);
      }
    } catch (error) {
      this.#violate(`the run broke: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (this.#violations.length > 0) await this.#world.describe();
    for (const what of checkResources(this.#world.samples)) this.#violate(what);
  }

  checkLeftovers(found: readonly string[]): void {
    for (const line of found) this.#violate(`after the end, ${line}`);
  }

  result(): SoakResult {
    const sinceNs = (this.#violations[0]?.atNs ?? nowNs()) - SHOWN_NS;
    const { book, samples } = this.#world;
    return {
      options: this.#options,
      violations: this.#violations,
      tally: this.#tally,
      growths: growths(samples),
      notes: book.notes.filter(({ atNs }) => atNs >= sinceNs),
      frames: book.framesSince(sinceNs).map(({ ts, ip, info }) => `${ts} ${ip?.src}: ${info}`),
    };
  }

  /** @returns what was done; null where it cannot be done at the moment */
  async #deed(
    busy: readonly NodeName[],
    suits: (deed: DeedName) => boolean,
    depth = 0,
  ): Promise<DeedName | null> {
    const { random, book } = this.#world;
    const name = random.pick(deedNames.filter(suits));
    const hold = async (taken: readonly NodeName[]) => {
      const how = depth === 0 ? random.pick(HOLDS) : 'moment';
      if (how === 'moment') return holdMoment(this.#world);
      if (how === 'deed') await this.#deed(taken, suits, depth + 1);
      await this.#world.settle();
    };
    book.note(`--- ${name}`);
    const isDone = await deeds[name]({ world: this.#world, busy, hold });
    if (isDone) this.#tally.done(name);
    return isDone ? name : null;
  }

  /** Once everything had its time. */
  async #judge(deed: string): Promise<void> {
    await this.#world.settle();
    const { book } = this.#world;
    const toNs = nowNs();
    const evidence = book.evidence(this.#judgedNs, toNs);
    this.#violations.push(...this.#check(evidence));
    for (const complaint of this.#world.complaints.splice(0)) this.#violate(complaint);
    for (const name of nodeNames)
      if (!this.#world.nodes[name].alive) this.#violate(`the program on ${name} ended by itself`);
    for (const router of this.#names) {
      this.#tally.outages(deed, outagesOf(evidence, router));
      this.#tally.conflicts(conflictsOf(evidence, router));
    }
    this.#tally.stalls(evidence);
    this.#judgedNs = toNs;
    book.forget(toNs);
  }

  #check(evidence: Evidence): Violation[] {
    const checks = [checkOutages, checkOwners, checkConflicts, checkAddresses];
    return checks.flatMap((check) => check(evidence, this.#names));
  }

  #violate(what: string): void {
    this.#violations.push({ atNs: nowNs(), what });
  }
}
