import { fail, ProblemError, toProblem } from '../../protocol/contract/problem.ts';
import type { AgentConfig } from '../../protocol/control/agent-config.ts';
import type { AgentStatus, ControlRequest } from '../../protocol/control/agent-messages.ts';
import { Netlink } from '../netlink/netlink.ts';
import { watchNetwork } from '../netlink/watch.ts';
import { realSurroundings, Tracker } from '../track/tracker.ts';
import { agentVersion } from '../version.ts';
import type { StartTimer } from './announcer.ts';
import { movedVmacs } from './config-change.ts';
import { ControlServer } from './control-server.ts';
import { text } from './error-text.ts';
import type { Log } from './log.ts';
import type { Member } from './member.ts';
import { MemberBuilder } from './member-builder.ts';
import { Members } from './members.ts';
import { acceptTraffic, dropTraffic } from './no-accept.ts';
import { RealTime } from './real-time.ts';
import { rehearse } from './rehearsal.ts';
import { filteredAddresses } from './router-vips.ts';
import { SharedAddresses } from './shared-addresses.ts';
import { StartupDelay } from './startup-delay.ts';
import { tidyHeap } from './tidy-heap.ts';
import { readVipFile, type VipEntry, writeVipFile } from './vip-file.ts';
import type { Transition } from './virtual-router.ts';
import { Vmacs } from './vmac.ts';
import { Wakes } from './wakes.ts';

export interface AgentSurroundings {
  stateDir: string;
  clockNs(): bigint;
  log: Log;
  /** The configuration as its file says now. @throws ProblemError agent.config-invalid */
  readConfig(): AgentConfig;
  /** The same complaint, with its place in that file. */
  placed(error: unknown): unknown;
}

/** The node's part of a hot standby: its virtual routers, what they track and who may ask them. */
export class Agent {
  readonly #surroundings: AgentSurroundings;
  readonly #netlink = new Netlink();
  readonly #control: ControlServer;
  readonly #startedNs: bigint;
  readonly #tracker: Tracker;
  readonly #members: Members;
  readonly #vmacs: Vmacs;
  readonly #realTime: RealTime;
  readonly #startupDelay: StartupDelay<Member>;
  #filtering = false;
  /** No other agent runs here: what is on this machine may be changed. */
  #isAlone = false;
  /** One reload after the other. */
  #turn: Promise<void> = Promise.resolve();
  #stopping = false;
  #config: AgentConfig;
  #lastReload: AgentStatus['lastReload'] = null;
  #watch: { close(): void } | undefined;
  #failed: (error: unknown) => void = () => {};

  /** @throws ProblemError agent.config-invalid */
  constructor(surroundings: AgentSurroundings) {
    this.#surroundings = surroundings;
    const { clockNs, log } = surroundings;
    this.#config = surroundings.readConfig();
    this.#startedNs = clockNs();
    this.#control = new ControlServer({
      status: () => this.status(),
      perform: (request) => this.#perform(request),
    });
    this.#realTime = new RealTime({
      clockNs,
      refused: (error) => log('real-time-refused', { cause: text(error) }),
    });
    this.#tracker = new Tracker(this.#config.checks, realSurroundings(clockNs));
    this.#vmacs = new Vmacs({
      netlink: this.#netlink,
      stateDir: surroundings.stateDir,
      failed: (what, error) => log('failed', { what, cause: text(error) }),
    });
    const addresses = new SharedAddresses(this.#netlink, (what, error) =>
      log('failed', { what, cause: text(error) }),
    );
    const builder = new MemberBuilder({
      netlink: this.#netlink,
      addresses,
      vmacs: this.#vmacs,
      clockNs,
      hurry: this.#realTime,
      wakes: new Wakes(clockNs),
      log,
      transition: (member, transition) => this.#transition(member, transition),
      mayLead: (member) => this.#members.mayLead(member),
      failed: (error) => this.#failed(error),
    });
    const checks = () => this.#tracker.results();
    const later: StartTimer = (work, ms) => {
      const timer = setTimeout(() => this.#orFail(work), ms).unref();
      return { cancel: () => clearTimeout(timer) };
    };
    const parts = { netlink: this.#netlink, log, builder, addresses, checks, later };
    this.#members = new Members(this.#config, parts);
    this.#startupDelay = new StartupDelay(this.#members, later);
  }

  /** Told once when the agent cannot go on. */
  onFailure(failed: (error: unknown) => void): void {
    this.#failed = failed;
  }

  /**
   * One that could not start is to be stopped too.
   * @throws ProblemError agent.already-running, agent.interface-unready, agent.address-present, agent.config-invalid;
   * SystemError where the system refuses
   */
  start(socketPath: string): Promise<void> {
    const started = this.#start(socketPath).catch((error) => {
      throw this.#surroundings.placed(error);
    });
    this.#turn = started.catch(() => {});
    return started;
  }

  async #start(socketPath: string): Promise<void> {
    const { stateDir, clockNs, log } = this.#surroundings;
    // First, so that an agent that already runs here is not robbed of its addresses.
    await this.#control.listen(socketPath);
    this.#isAlone = true;
    await this.#releaseLeftovers();
    // From here on the file says what a killed agent may leave behind.
    writeVipFile(stateDir, this.#members.entries(this.#config));
    await this.#filter(filteredAddresses(this.#config));
    const { built } = this.#members.change(this.#config);
    tidyHeap();
    await rehearse(this.#netlink, clockNs).catch((error) => log('rehearsal-skipped', { cause: text(error) }));
    this.#tryRealTime();
    this.#watch = watchNetwork({
      link: (link, gone) => {
        this.#tracker.link(link.name, link.running && !gone);
        this.#orFail(() => this.#members.linkChanged(link, gone));
      },
      address: ({ index, address }) => this.#orFail(() => this.#members.addressChanged(index, address)),
      lost: () => this.#lookAgain(),
    });
    this.#tracker.onChange((_status, cause) => this.#members.applyChecks(cause));
    this.#lookAgain();
    this.#tracker.start();
    this.#startupDelay.begin(this.#config.startupDelayMs);
    this.#begin(built);
  }

  /** Priority 0 on the wire and the addresses gone, then everything closed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#watch?.close();
    this.#tracker.stop();
    await this.#members.retire();
    // A reload that is under way may have brought a packet filter, or be about to.
    await this.#turn;
    await this.#vmacs.close();
    if (!this.#isAlone) return;
    await this.#filter([]);
    writeVipFile(this.#surroundings.stateDir, []);
    await this.#control.close();
  }

  /**
   * Goes over to the configuration as its file says now, after what is under way. A refused one leaves everything as it
   * is.
   * @throws ProblemError agent.config-invalid, agent.interface-unready, agent.address-present; SystemError
   */
  reload(): Promise<void> {
    const turn = this.#turn.then(() => this.#reload());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #reload(): Promise<void> {
    const { log, clockNs, stateDir, readConfig } = this.#surroundings;
    if (this.#stopping) return;
    const before = this.#config;
    try {
      // Of a refused one before, a macvlan may be on its way out.
      await this.#vmacs.settled();
      const config = readConfig();
      const entries = this.#members.entries(config);
      writeVipFile(stateDir, [...this.#heldEntries(), ...entries]);
      await this.#filter([...filteredAddresses(before), ...filteredAddresses(config)]);
      await this.#vacate(before, config);
      if (this.#stopping) return;
      const { built, retired } = this.#members.change(config);
      this.#config = config;
      this.#tracker.reload(config.checks);
      this.#begin(built);
      await this.#filter(filteredAddresses(config));
      await retired;
      if (this.#stopping) return;
      writeVipFile(stateDir, entries);
      this.#lastReload = { atNs: `${clockNs()}`, problem: null };
      log('reloaded');
    } catch (refused) {
      const error = this.#surroundings.placed(refused);
      await this.#comeBack();
      await this.#filter(filteredAddresses(this.#config)).catch(() => {});
      writeVipFile(stateDir, this.#heldEntries());
      const problem = toProblem(error);
      this.#lastReload = { atNs: `${clockNs()}`, problem };
      log('reload-refused', { code: problem.code, cause: problem.message });
      throw error;
    }
  }

  /**
   * A virtual MAC address that goes to another interface has to leave the one that it is on first. What can be seen to be
   * wrong with the new configuration is seen before.
   */
  async #vacate(before: AgentConfig, config: AgentConfig): Promise<void> {
    const moved = movedVmacs(before.virtualRouters, config.virtualRouters);
    if (moved.length === 0) return;
    this.#members.check(config);
    const virtualRouters = before.virtualRouters.filter((router) => !moved.includes(router));
    await this.#members.change({ ...before, virtualRouters }).closed;
  }

  /** Those that had left for nothing begin anew. */
  async #comeBack(): Promise<void> {
    if (this.#stopping || this.#members.all.length === this.#config.virtualRouters.length) return;
    await this.#vmacs.settled();
    this.#orFail(() => this.#begin(this.#members.change(this.#config).built));
  }

  status(): AgentStatus {
    const present = this.#netlink.addresses();
    return {
      version: agentVersion,
      lab: this.#config.lab,
      node: this.#config.node,
      pid: process.pid,
      startedNs: `${this.#startedNs}`,
      nowNs: `${this.#surroundings.clockNs()}`,
      routers: this.#members.all.map((member) => member.status(present)),
      checks: this.#tracker
        .results()
        .map(({ name, kind, passing, sinceNs, detail }) => ({ name, kind, passing, sinceNs, detail })),
      lastReload: this.#lastReload,
    };
  }

  /** What was asked for on the control socket. @throws ProblemError */
  async #perform(request: ControlRequest): Promise<void> {
    if (request.op === 'reload') return this.reload();
    if (request.op === 'status' || request.op === 'watch') return;
    const member = this.#members.find(request);
    // Members of a sync group lead together: one alone would be called back by the others.
    const together = this.#members.together(member);
    if (request.op === 'take-over') {
      this.#refuseLate(request);
      const plan = new Map(together.map((each) => [each, each.planTakeOver()]));
      this.#members.asOne(together, (each) => each.takeOver(plan.get(each) ?? null));
    } else if (request.op === 'hand-over') {
      for (const each of together) each.checkHandOver();
      this.#members.asOne(together, (each) => each.handOver());
    } else for (const each of together) each.resetPriority();
  }

  #refuseLate({ vrid, notAfterNs }: { vrid: number; notAfterNs?: string | undefined }): void {
    if (notAfterNs === undefined || this.#surroundings.clockNs() <= BigInt(notAfterNs)) return;
    const reason = 'the request was read after the one who asked had given up';
    throw fail('switchover.not-possible', { vrid, node: this.#config.node, reason });
  }

  #begin(members: readonly Member[]): void {
    this.#members.applyChecks();
    this.#startupDelay.hold(members);
    for (const member of members) member.handle({ type: 'start' });
  }

  #transition(member: Member, transition: Transition): void {
    const { from, to, cause, vrid, family } = transition;
    const event = {
      vrid,
      interface: member.config.interface,
      family,
      from,
      to,
      cause,
      atNs: `${transition.atNs}`,
    };
    this.#surroundings.log('transition', event);
    this.#control.transition(event);
    member.moved(transition);
    this.#members.transition(member, transition);
  }

  /** Without it takeovers are a little later: containers and some kernels do not grant it. */
  #tryRealTime(): void {
    try {
      this.#realTime.rehearse();
    } catch (error) {
      this.#surroundings.log('real-time-refused', { cause: text(error) });
    }
  }

  /** What an agent that was killed left on the interfaces. One that is gone has taken its addresses with it. */
  async #releaseLeftovers(): Promise<void> {
    const { stateDir, log } = this.#surroundings;
    // Without nft nothing can have been left.
    await acceptTraffic().catch(() => {});
    const links = this.#netlink.links();
    for (const entry of readVipFile(stateDir)) {
      const index = links.find((link) => link.name === entry.interface)?.index;
      if (index === undefined) continue;
      if (this.#netlink.removeAddress(index, entry.address, entry.prefixLength))
        log('leftover-removed', { interface: entry.interface, address: entry.address });
    }
    // Last, since it takes back what lets addresses that came after a VIP outlive it.
    for (const name of this.#vmacs.releaseLeftovers()) log('leftover-removed', { interface: name });
  }

  /** Before a router starts, and after it ends. @throws ProblemError agent.config-invalid where nft cannot do it */
  async #filter(addresses: ReturnType<typeof filteredAddresses>): Promise<void> {
    if (addresses.length === 0 && !this.#filtering) return;
    try {
      await (addresses.length > 0 ? dropTraffic(addresses) : acceptTraffic());
      this.#filtering = addresses.length > 0;
    } catch (error) {
      throw fail('agent.config-invalid', { path: 'accept', detail: text(error) }, error);
    }
  }

  #heldEntries(): VipEntry[] {
    return this.#members.all.flatMap(({ parts }) => parts.addresses.entries);
  }

  /** All links anew: at the start, and where the kernel lost messages about changes. */
  #lookAgain(): void {
    for (const link of this.#netlink.links()) this.#tracker.link(link.name, link.running);
    this.#orFail(() => this.#members.look());
    for (const { parts } of this.#members.all) parts.addresses.repair();
  }

  #orFail(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof ProblemError) this.#surroundings.log('failed', { cause: error.message });
      this.#failed(error);
    }
  }
}
