import { step } from '../machine.ts';
import {
  initialState,
  type ReceivedAdvert,
  type RouterAction,
  type RouterEvent,
  type RouterParameters,
  type RouterState,
} from '../state.ts';

/** One virtual router of version 3 with priority 100 at 100 ms, and what a test of the machine says again and again. */
export const ms = 1_000_000n;
export const parameters: RouterParameters = {
  version: 3,
  priority: 100,
  advertIntervalNs: 100n * ms,
  preempt: true,
  preemptDelayNs: 0n,
  address: '10.77.0.12',
};
/** 3 * 100 ms + (156 / 256) * 100 ms. */
export const down = 360_937_500n;
export const t0 = 5_000n * ms;

/** Runs events and keeps the last state and the actions of the last event. */
export class Bench {
  state: RouterState;
  actions: RouterAction[] = [];
  parameters: RouterParameters;

  constructor(changes: Partial<RouterParameters> = {}) {
    this.parameters = { ...parameters, ...changes };
    this.state = initialState(this.parameters, t0);
  }

  at(nowNs: bigint, event: RouterEvent): this {
    ({ state: this.state, actions: this.actions } = step(this.parameters, this.state, event, nowNs));
    return this;
  }

  advert(nowNs: bigint, priority: number, changes: Partial<ReceivedAdvert> = {}): this {
    const advert = { source: '10.77.0.11', priority, advertIntervalNs: 100n * ms, ...changes };
    return this.at(nowNs, { type: 'advert', advert });
  }

  priority(nowNs: bigint, priority: number): this {
    this.parameters = { ...this.parameters, priority };
    return this.at(nowNs, { type: 'priority' });
  }

  backup(): this {
    return this.at(t0, { type: 'start' });
  }

  master(): this {
    return this.backup().at(t0 + down, { type: 'timer' });
  }

  get did(): string[] {
    return this.actions.map((action) => action.type);
  }
}

export const linkDown: RouterEvent = { type: 'fault', cause: 'interface is down', reachable: false };
export const linkUp: RouterEvent = { type: 'fault-cleared', cause: 'interface is up' };
export const takeover = ['send-advert', 'add-addresses', 'announce', 'set-timer', 'transition'];
/** Later than the first Active_Down_Interval. */
export const t1 = t0 + 1000n * ms;
