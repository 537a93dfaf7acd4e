import type { AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import type { RouterStatus, VrrpState } from '../../protocol/control/agent-messages.ts';
import {
  currentMasterDownNs,
  initialState,
  type RouterAction,
  type RouterEvent,
  type RouterParameters,
  type RouterState,
  step,
} from '../../protocol/vrrp/machine.ts';
import { NS_PER_MS } from '../../protocol/vrrp/timers.ts';
import type { AdvertFilter, DiscardReason } from '../../protocol/vrrp/validate-advert.ts';
import { encodeVrrp } from '../../protocol/wire/vrrp.ts';
import { PreciseTimer } from './precise-timer.ts';

export interface Transition {
  vrid: number;
  from: VrrpState;
  to: VrrpState;
  cause: string;
  atNs: bigint;
}

/** What a virtual router does to the world. Addresses are those of this router. */
export interface RouterEffects {
  clockNs(): bigint;
  sendAdvert(message: Buffer, done: (error: Error | null) => void): void;
  addAddresses(): void;
  removeAddresses(): void;
  announce(again: boolean): void;
  transition(transition: Transition): void;
  failed(what: string, error: unknown): void;
}

/**
 * One virtual router on one interface: feeds the state machine and does what it says, in its order. Everything that a
 * takeover needs is allocated here, beforehand.
 */
export class VirtualRouter implements AdvertFilter {
  readonly vrid: number;
  readonly version: 2 | 3;
  readonly priority: number;
  readonly advertIntervalNs: bigint;
  readonly #config: AgentRouterConfig;
  readonly #effects: RouterEffects;
  readonly #parameters: RouterParameters;
  readonly #timer: PreciseTimer;
  readonly #advert: Buffer;
  readonly #stopAdvert: Buffer;
  readonly #counters = { advertsSent: 0, advertsReceived: 0, becameMaster: 0 };
  readonly #discarded: Partial<Record<DiscardReason, number>> = {};
  #state: RouterState;
  #queue: RouterAction[] = [];
  #sending = false;
  #drained: (() => void) | undefined;

  /** @param address the interface's primary address: adverts come from it */
  constructor(config: AgentRouterConfig, address: string, effects: RouterEffects) {
    this.vrid = config.vrid;
    this.version = config.version;
    this.priority = config.priority;
    this.advertIntervalNs = BigInt(config.advertIntervalMs) * NS_PER_MS;
    this.#config = config;
    this.#effects = effects;
    const { version, priority, preempt } = config;
    const preemptDelayNs = BigInt(config.preemptDelayMs) * NS_PER_MS;
    const { advertIntervalNs } = this;
    this.#parameters = { version, priority, advertIntervalNs, preempt, preemptDelayNs, address };
    this.#state = initialState(this.#parameters, effects.clockNs());
    this.#timer = new PreciseTimer(effects.clockNs, () => this.handle({ type: 'timer' }));
    this.#advert = this.#encode(priority, address);
    this.#stopAdvert = this.#encode(0, address);
  }

  /** @param atNs when it happened */
  handle(event: RouterEvent, atNs: bigint = this.#effects.clockNs()): void {
    if (event.type === 'advert') this.#counters.advertsReceived += 1;
    const { state, actions } = step(this.#parameters, this.#state, event, atNs);
    this.#state = state;
    this.#queue.push(...actions);
    this.#work();
  }

  discarded(reason: DiscardReason): void {
    this.#discarded[reason] = (this.#discarded[reason] ?? 0) + 1;
  }

  /** Resolves when everything that was decided has been done. */
  drained(): Promise<void> {
    if (!this.#sending && this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  /** @param held the VIPs on the interface right now, as the kernel says */
  status(held: string[]): RouterStatus {
    const state = this.#state;
    return {
      vrid: this.vrid,
      interface: this.#config.interface,
      state: state.name,
      cause: state.cause,
      sinceNs: `${state.sinceNs}`,
      priority: this.priority,
      masterAddress: state.masterAddress,
      advertIntervalMs: Number(state.masterAdvertIntervalNs / NS_PER_MS),
      masterDownIntervalMs: Number(currentMasterDownNs(this.#parameters, state)) / 1e6,
      addressesHeld: held,
      counters: { ...this.#counters, discarded: { ...this.#discarded } },
    };
  }

  #encode(priority: number, source: string): Buffer {
    const { vrid, version, vips, advertIntervalMs, checksumForm } = this.#config;
    const addresses = vips.map((vip) => vip.split('/')[0] ?? vip);
    const advert = { version, vrid, priority, addresses, advertIntervalMs, checksumForm };
    return Buffer.from(encodeVrrp(advert, source));
  }

  /** Does the queue in order; a queued send is waited for, since what follows must not overtake it. */
  #work(): void {
    while (!this.#sending) {
      const action = this.#queue.shift();
      if (action === undefined) {
        this.#drained?.();
        return;
      }
      this.#do(action);
    }
  }

  #do(action: RouterAction): void {
    switch (action.type) {
      case 'send-advert':
        this.#send(action.priority === 0 ? this.#stopAdvert : this.#advert);
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
      case 'transition':
        if (action.to === 'master') this.#counters.becameMaster += 1;
        this.#effects.transition({
          vrid: this.vrid,
          from: action.from,
          to: action.to,
          cause: action.cause,
          atNs: this.#state.sinceNs,
        });
    }
  }

  #send(message: Buffer): void {
    this.#sending = true;
    this.#effects.sendAdvert(message, (error) => {
      this.#sending = false;
      if (error) this.#effects.failed('send-advert', error);
      else this.#counters.advertsSent += 1;
      this.#work();
    });
  }
}
