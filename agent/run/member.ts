import { isDeepStrictEqual } from 'node:util';
import { fail } from '../../protocol/contract/problem.ts';
import type { AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import type { RouterStatus } from '../../protocol/control/agent-messages.ts';
import type { Garp } from '../../protocol/lab/checks.ts';
import type { RouterEvent } from '../../protocol/vrrp/state.ts';
import { canonicalAddress } from '../../protocol/wire/address.ts';
import type { InterfaceAddress } from '../netlink/messages.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { CheckStatus } from '../track/check-state.ts';
import { effectivePriority, type TrackedCheck } from '../track/effective-priority.ts';
import type { Announcer } from './announcer.ts';
import { routerKey } from './config-change.ts';
import { type Footing, footingFaults } from './footing.ts';
import type { Log } from './log.ts';
import type { Port } from './port.ts';
import type { RouterAddresses } from './router-addresses.ts';
import { vipEntries } from './router-vips.ts';
import { ownFault, type SyncMember } from './sync-group.ts';
import type { Transition, VirtualRouter } from './virtual-router.ts';
import type { Vmac } from './vmac.ts';

/** The greatest priority that does not claim to own the addresses (RFC 9568, 5.2.4). */
const HIGHEST_PRIORITY = 254;
const CHECK_FAULT = 'check';

/** What a virtual router is made of; put together by member-builder.ts. */
export interface MemberParts {
  port: Port;
  /** Where its adverts come from. */
  source: string;
  router: VirtualRouter;
  addresses: RouterAddresses;
  notifier: Notifier;
  /** Null without a virtual MAC address. */
  vmac: Vmac | null;
  makeAnnouncer(addresses: readonly string[], garp: Garp): Announcer;
  log: Log;
  /** Name of this node, for people. */
  node: string;
  /** Closes everything that was opened for it alone. */
  close(): Promise<void>;
}

/** One virtual router of this node with everything that belongs to it. */
export class Member implements SyncMember {
  readonly key: string;
  /** For people; see labelAmong. */
  label: string;
  readonly parts: MemberParts;
  #config: AgentRouterConfig;
  #garp: Garp;
  #announcer: Announcer;
  #checks: readonly CheckStatus[] = [];
  /** Of a planned switchover. */
  #switchoverPriority: number | null = null;
  #handingOver = false;
  #passedVmac = false;

  constructor(config: AgentRouterConfig, garp: Garp, parts: MemberParts) {
    this.key = routerKey(config);
    this.label = `router ${config.vrid}`;
    this.#config = config;
    this.#garp = garp;
    this.parts = parts;
    this.#announcer = this.#makeAnnouncer();
  }

  get config(): AgentRouterConfig {
    return this.#config;
  }

  get family(): 4 | 6 {
    return this.parts.router.family;
  }

  get isMaster(): boolean {
    return this.parts.router.state.name === 'master';
  }

  /** Tells the segment who has the addresses. @param again whether the later bursts are wanted too */
  announce(again: boolean): void {
    this.#announcer.announce(again);
  }

  release(): void {
    this.#announcer.cancel();
    this.parts.addresses.remove();
    this.ownVmac?.lower();
  }

  /** What it was set up on. */
  get footing(): Footing {
    const { port, source, vmac } = this.parts;
    return { index: port.index, mac: port.mac, source, vmac: vmac?.index ?? null };
  }

  /** What it still has to close itself. */
  get ownVmac(): Vmac | null {
    return this.#passedVmac ? null : this.parts.vmac;
  }

  /** Hands its macvlan to a successor on the same interface; null where there is none. */
  passVmac(parentIndex: number): Vmac | null {
    const { port, vmac } = this.parts;
    if (port.index !== parentIndex || !vmac?.isThere()) return null;
    this.#passedVmac = true;
    return vmac;
  }

  /** The successor did not come about. */
  keepVmac(): void {
    this.#passedVmac = false;
  }

  /** Its state changed. */
  moved({ from, to, cause }: Transition): void {
    const { priority, state } = this.parts.router;
    if (this.#handingOver && to === 'backup' && state.masterPriority !== null)
      this.#yieldTo(state.masterPriority);
    this.#handingOver = false;
    this.parts.notifier.tell({ from, to: to === 'initialize' ? 'stop' : to, cause, priority });
  }

  get isReady(): boolean {
    const { state } = this.parts.router;
    return state.name === 'master' || state.ready;
  }

  ownFault(): string | null {
    return ownFault(this.parts.router.faults);
  }

  handle(event: RouterEvent): void {
    this.parts.router.handle(event);
  }

  setFault(key: string, cause: string, reachable: boolean): void {
    this.parts.router.setFault(key, cause, reachable);
  }

  clearFault(key: string, cause: string): void {
    this.parts.router.clearFault(key, cause);
  }

  /** @param cause what changed, for the log; none at the start */
  applyChecks(checks: readonly CheckStatus[], cause?: string): void {
    this.#checks = checks;
    const { fault } = this.#effect();
    if (fault === null) this.clearFault(CHECK_FAULT, cause ?? 'checks pass');
    else
      this.setFault(CHECK_FAULT, cause?.startsWith(`check ${fault} `) ? cause : `check ${fault} fails`, true);
    this.#applyPriority(cause ?? 'configuration');
  }

  /** A reload of what may change while it runs; the VIPs that stay are not touched. */
  adjust(config: AgentRouterConfig, entries: RouterAddresses['entries']): void {
    const { router, addresses, notifier } = this.parts;
    // Who writes another priority means it.
    if (config.priority !== this.#config.priority) this.#switchoverPriority = null;
    notifier.configure(config.notify);
    const fresh = addresses.change(entries);
    const before = vipEntries(this.#config);
    this.#config = config;
    router.reconfigure(config);
    if (!isDeepStrictEqual(before, vipEntries(config))) this.#renewAnnouncer();
    if (fresh.length > 0) this.announce(true);
  }

  configureGarp(garp: Garp): void {
    if (isDeepStrictEqual(garp, this.#garp)) return;
    this.#garp = garp;
    this.#renewAnnouncer();
  }

  /**
   * Takes the place of one whose sockets are of no use any more, before it has done anything. How its interface is, is
   * for the caller to judge.
   */
  inherit(old: Member): void {
    this.#switchoverPriority = old.#switchoverPriority;
    for (const [key, cause] of old.parts.router.faults)
      if (!footingFaults.some((own) => own === key)) this.setFault(key, cause, false);
    old.parts.router.abandon();
    old.#announcer.cancel();
  }

  /**
   * The priority that a takeover needs in place of the configured one; null where the present one will do.
   * @throws ProblemError switchover.in-fault, switchover.priority-exhausted
   */
  planTakeOver(): number | null {
    const { router, node } = this.parts;
    const { name, masterPriority, cause } = router.state;
    const { vrid } = this.#config;
    if (name === 'master') return this.#switchoverPriority;
    if (name !== 'backup') throw fail('switchover.in-fault', { node, vrid, cause });
    if (masterPriority === null || masterPriority < router.priority) return this.#switchoverPriority;
    const moved = router.priority - this.#base();
    const base = Math.min(HIGHEST_PRIORITY, masterPriority + 1 - moved);
    if (effectivePriority(base, this.#tracked()).priority <= masterPriority)
      throw fail('switchover.priority-exhausted', { vrid, priority: masterPriority });
    return base;
  }

  /** Leads at once. @param priority as planned */
  takeOver(priority: number | null): void {
    this.#switchoverPriority = priority;
    this.#applyPriority('switchover');
    this.parts.router.handle({ type: 'take-over', cause: 'switchover' });
  }

  get isHandingOver(): boolean {
    return this.parts.router.state.handingOver;
  }

  /** @throws ProblemError switchover.not-master; switchover.priority-exhausted of an owner, who hears nobody */
  checkHandOver(): void {
    const { node, router } = this.parts;
    const { vrid } = this.#config;
    if (!this.isMaster) throw fail('switchover.not-master', { node, vrid });
    if (router.priority === 255) throw fail('switchover.priority-exhausted', { vrid, priority: 255 });
  }

  /** Serves until somebody else leads. */
  handOver(): void {
    const { router } = this.parts;
    this.resetPriority();
    this.#handingOver = true;
    router.handle({ type: 'hand-over', cause: 'handing over' });
  }

  resetPriority(): void {
    if (this.#switchoverPriority === null) return;
    this.#switchoverPriority = null;
    this.#applyPriority('switchover ended');
  }

  /** @param present all addresses of this machine, as the kernel says now */
  status(present: readonly InterfaceAddress[]): RouterStatus {
    const { index } = this.parts.addresses;
    const here = new Set(present.filter((entry) => entry.index === index).map(({ address }) => address));
    const held = this.#config.vips.filter((vip) => here.has(canonicalAddress(vip.split('/')[0] ?? vip)));
    return { ...this.parts.router.status(held), switchoverPriority: this.#switchoverPriority };
  }

  #makeAnnouncer(): Announcer {
    const addresses = vipEntries(this.#config).map(({ address }) => address);
    return this.parts.makeAnnouncer(addresses, this.#garp);
  }

  /** What was still to be announced, and a refresh that is due, go on with the new addresses. */
  #renewAnnouncer(): void {
    const isUnderWay = this.#announcer.isUnderWay;
    this.#announcer.cancel();
    this.#announcer = this.#makeAnnouncer();
    if (this.isMaster && isUnderWay) this.announce(true);
  }

  /** Not to preempt whoever took over at our wish. @param masterPriority what it leads with */
  #yieldTo(masterPriority: number): void {
    const { priority } = this.parts.router;
    if (priority <= masterPriority) return;
    this.#switchoverPriority = Math.max(1, masterPriority - (priority - this.#base()));
    this.#applyPriority('switchover');
  }

  #base(): number {
    return this.#switchoverPriority ?? this.#config.priority;
  }

  #tracked(): TrackedCheck[] {
    return this.#checks.filter(({ name }) => this.#config.track.includes(name));
  }

  #effect() {
    return effectivePriority(this.#base(), this.#tracked());
  }

  #applyPriority(cause: string): void {
    const { router, log } = this.parts;
    const { priority } = this.#effect();
    if (priority === router.priority) return;
    const { vrid } = this.#config;
    log('priority', { vrid, from: router.priority, to: priority, cause });
    router.setPriority(priority);
  }
}
