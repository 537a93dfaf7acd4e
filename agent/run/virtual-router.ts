import type { AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import type { RouterStatus, VrrpState } from '../../protocol/control/agent-messages.ts';
import { describeMismatch, type MismatchSides } from '../../protocol/vrrp/describe-mismatch.ts';
import { step } from '../../protocol/vrrp/machine.ts';
import {
  currentMasterDownNs,
  initialState,
  type RouterAction,
  type RouterEvent,
  type RouterParameters,
  type RouterState,
} from '../../protocol/vrrp/state.ts';
import { NS_PER_MS } from '../../protocol/vrrp/timers.ts';
import type {
  Accepted,
  AdvertFilter,
  AdvertListener,
  AdvertRemark,
  DiscardReason,
  ReceivedPacket,
} from '../../protocol/vrrp/validate-advert.ts';
import { canonicalAddress } from '../../protocol/wire/address.ts';
import { Faults } from './faults.ts';
import { Mismatches } from './mismatches.ts';
import { type PreciseTimer, STOOD_STILL_NS } from './precise-timer.ts';
import { advertMessages, authData, type RouterSite, vipAddresses } from './router-messages.ts';

export interface Transition {
  vrid: number;
  family: 4 | 6;
  from: VrrpState;
  to: VrrpState;
  cause: string;
  atNs: bigint;
}

/** What a virtual router does to the world. Addresses are those of this router. */
export interface RouterEffects {
  clockNs(): bigint;
  makeTimer(fire: (lateNs: bigint) => void): PreciseTimer;
  /**
   * One message for each destination of the site. `urgent`: it must have left when this returns; otherwise it may wait
   * for the end of this turn of the event loop.
   */
  sendAdvert(messages: readonly Uint8Array[], urgent: boolean): void;
  addAddresses(): void;
  removeAddresses(): void;
  announce(again: boolean): void;
  transition(transition: Transition): void;
  /** Whether the rest of its sync group would lead too. */
  mayLead(): boolean;
  /** A peer's adverts do not fit ours; told once for each peer and mismatch. */
  mismatch(source: string, what: DiscardReason | AdvertRemark, sides?: MismatchSides): void;
  /** Its timer was over so long ago: the process was stopped, or the machine stood still. */
  stoodStill(lateNs: bigint): void;
  failed(what: string, error: unknown): void;
}

const STILL_TOLD_EVERY_NS = 10_000_000_000n;

/**
 * One virtual router on one interface: feeds the state machine and does what it says, in its order. Everything that a
 * takeover needs is allocated here, beforehand.
 */
export class VirtualRouter implements AdvertListener {
  readonly vrid: number;
  readonly family: 4 | 6;
  filter: AdvertFilter;
  lastAccepted: Accepted | null = null;
  readonly #unicast: AdvertFilter['unicast'];
  #config: AgentRouterConfig;
  readonly #site: RouterSite;
  readonly #effects: RouterEffects;
  readonly #timer: PreciseTimer;
  readonly #faults = new Faults();
  readonly #mismatches: Mismatches;
  readonly #counters = { advertsSent: 0, advertsReceived: 0, becameMaster: 0 };
  readonly #discarded: Partial<Record<DiscardReason, number>> = {};
  #parameters: RouterParameters;
  #adverts: readonly Uint8Array[] = [];
  #stopAdverts: readonly Uint8Array[] = [];
  #state: RouterState;
  #listensOn = false;
  #stillToldNs: bigint | null = null;

  constructor(config: AgentRouterConfig, site: RouterSite, effects: RouterEffects) {
    this.vrid = config.vrid;
    this.family = site.family;
    this.#unicast = config.unicast
      ? { peers: new Set(config.unicast.peers.map(canonicalAddress)), minTtl: config.unicast.minTtl }
      : null;
    const isKnown = (source: string) =>
      (this.#unicast?.peers.has(source) ?? false) || source === this.#state.masterAddress;
    this.#mismatches = new Mismatches(isKnown);
    this.#config = config;
    this.#site = site;
    this.#effects = effects;
    this.#parameters = parametersOf(config, site.source, config.priority);
    this.#state = initialState(this.#parameters, effects.clockNs());
    this.#timer = effects.makeTimer((lateNs) => this.#timerIsOver(lateNs));
    this.filter = this.#prepare();
  }

  get priority(): number {
    return this.#parameters.priority;
  }

  get state(): RouterState {
    return this.#state;
  }

  get faults(): ReadonlyMap<string, string> {
    return this.#faults.all;
  }

  /** @param atNs when it happened */
  handle(event: RouterEvent, atNs: bigint = this.#effects.clockNs()): void {
    if (event.type === 'advert') this.#counters.advertsReceived += 1;
    const { state, actions } = step(this.#parameters, this.#state, event, atNs);
    const led = this.#state.name === 'master';
    this.#state = state;
    // Only the adverts of a master's own rhythm may wait a moment.
    const urgent = !(led && event.type === 'timer');
    for (const action of actions) this.#do(action, urgent);
  }

  /**
   * A backup that stood still for longer than an interval has a full receive buffer, which holds old adverts only: it
   * listens for one interval more, or it would lead for a moment beside the master. Once: where every wake is late, it
   * leads all the same.
   */
  #timerIsOver(lateNs: bigint): void {
    const { name, masterAdvertIntervalNs } = this.#state;
    const isLate = lateNs > STOOD_STILL_NS && lateNs > masterAdvertIntervalNs;
    const stoodStill = isLate && !this.#listensOn;
    this.#listensOn = stoodStill;
    if (name !== 'backup') this.handle({ type: 'timer' });
    else if (stoodStill) this.#timer.arm(this.#effects.clockNs() + masterAdvertIntervalNs, true);
    else this.handle({ type: this.#effects.mayLead() ? 'timer' : 'hold' });
    // Last: what had to be done was late already.
    if (isLate) this.#tellStoodStill(lateNs);
  }

  /** Where every wake is late it is not told every time. */
  #tellStoodStill(lateNs: bigint): void {
    const nowNs = this.#effects.clockNs();
    if (this.#stillToldNs !== null && nowNs - this.#stillToldNs < STILL_TOLD_EVERY_NS) return;
    this.#stillToldNs = nowNs;
    this.#effects.stoodStill(lateNs);
  }

  /** Something keeps it from being master. @param key names the reason; a second one of the same key changes nothing */
  setFault(key: string, cause: string, reachable: boolean): void {
    if (this.#faults.add(key, cause)) this.handle({ type: 'fault', cause, reachable });
  }

  clearFault(key: string, cause: string): void {
    if (this.#faults.remove(key)) this.handle({ type: 'fault-cleared', cause });
  }

  /** The effective priority, 1 to 255. */
  setPriority(priority: number): void {
    if (priority === this.#parameters.priority) return;
    this.#parameters = { ...this.#parameters, priority };
    this.filter = this.#prepare();
    this.handle({ type: 'priority' });
  }

  /** Takes over what may change while it runs: see config-change.ts. The VIPs are the caller's to change on the interface. */
  reconfigure(config: AgentRouterConfig): void {
    this.#config = config;
    this.#parameters = parametersOf(config, this.#site.source, this.#parameters.priority);
    this.filter = this.#prepare();
    this.handle({ type: 'priority' });
  }

  received(packet: ReceivedPacket, remarks: readonly AdvertRemark[]): void {
    for (const remark of remarks) this.#noteMismatch(packet, remark);
  }

  discarded(packet: ReceivedPacket, reason: DiscardReason): void {
    this.#discarded[reason] = (this.#discarded[reason] ?? 0) + 1;
    this.#noteMismatch(packet, reason);
  }

  #noteMismatch(packet: ReceivedPacket, what: DiscardReason | AdvertRemark): void {
    const { source } = packet;
    if (this.#mismatches.note(source, what))
      this.#effects.mismatch(source, what, describeMismatch(what, packet, this.filter));
  }

  /** Ends it without a word on the wire: what it held goes to its successor. */
  abandon(): void {
    this.#timer.cancel();
  }

  /** @param held the VIPs on the interface right now, as the kernel says */
  status(held: string[]): RouterStatus {
    const state = this.#state;
    return {
      vrid: this.vrid,
      interface: this.#config.interface,
      family: this.family,
      state: state.name,
      cause: state.cause,
      sinceNs: `${state.sinceNs}`,
      priority: this.priority,
      configuredPriority: this.#config.priority,
      switchoverPriority: null,
      faults: [...this.#faults.all.values()],
      masterAddress: state.masterAddress,
      masterPriority: state.masterPriority,
      advertIntervalMs: Number(state.masterAdvertIntervalNs / NS_PER_MS),
      masterDownIntervalMs: Number(currentMasterDownNs(this.#parameters, state)) / 1e6,
      addressesHeld: held,
      counters: { ...this.#counters, discarded: { ...this.#discarded } },
      mismatches: this.#mismatches.list(),
    };
  }

  /** Its adverts, and what it accepts of others'. */
  #prepare(): AdvertFilter {
    const { priority, advertIntervalNs } = this.#parameters;
    this.#adverts = advertMessages(this.#config, this.#site, priority);
    this.#stopAdverts = advertMessages(this.#config, this.#site, 0);
    return {
      version: this.#config.version,
      priority,
      advertIntervalNs,
      authData: authData(this.#config),
      unicast: this.#unicast,
      addresses: vipAddresses(this.#config).map(canonicalAddress).toSorted(),
    };
  }

  #do(action: RouterAction, urgent: boolean): void {
    switch (action.type) {
      case 'send-advert':
        this.#send(action.priority === 0 ? this.#stopAdverts : this.#adverts, urgent);
        break;
      case 'add-addresses':
        this.#effects.addAddresses();
        break;
      case 'remove-addresses':
        this.#effects.removeAddresses();
        break;
      case 'announce':
        this.#effects.announce(action.again);
        break;
      case 'set-timer':
        // Only a takeover is worth a busy wait: a master's adverts may be a millisecond late.
        this.#timer.arm(action.atNs, this.#state.name === 'backup');
        break;
      case 'cancel-timer':
        this.#timer.cancel();
        break;
      case 'transition': {
        if (action.to === 'master') this.#counters.becameMaster += 1;
        const { from, to, cause } = action;
        const { vrid, family } = this;
        this.#effects.transition({ vrid, family, from, to, cause, atNs: this.#state.sinceNs });
      }
    }
  }

  #send(messages: readonly Uint8Array[], urgent: boolean): void {
    try {
      this.#effects.sendAdvert(messages, urgent);
      this.#counters.advertsSent += 1;
    } catch (error) {
      this.#effects.failed('send-advert', error);
    }
  }
}

function parametersOf(config: AgentRouterConfig, address: string, priority: number): RouterParameters {
  const { version, preempt } = config;
  const advertIntervalNs = BigInt(config.advertIntervalMs) * NS_PER_MS;
  const preemptDelayNs = BigInt(config.preemptDelayMs) * NS_PER_MS;
  return { version, priority, advertIntervalNs, preempt, preemptDelayNs, address };
}
