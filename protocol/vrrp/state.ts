import type { VrrpState } from '../control/agent-messages.ts';
import { masterDownNs, skewNs } from './timers.ts';

/** What a virtual router is told: may change while it runs (see the `priority` event). */
export interface RouterParameters {
  version: 2 | 3;
  /** Effective: the configured one, moved by checks or a switchover. 255 owns the addresses. */
  priority: number;
  advertIntervalNs: bigint;
  preempt: boolean;
  preemptDelayNs: bigint;
  /** Where adverts come from: the interface's primary IPv4 or its link-local IPv6 address. Decides ties. */
  address: string;
}

export interface RouterState {
  readonly name: VrrpState;
  readonly sinceNs: bigint;
  /** Why the state is what it is, for people. */
  readonly cause: string;
  /** v3: learnt from accepted adverts; v2: always the own one. */
  readonly masterAdvertIntervalNs: bigint;
  readonly masterAddress: string | null;
  /** Of the master last accepted; null before the first advert. */
  readonly masterPriority: number | null;
  readonly timerAtNs: bigint | null;
  /** When the last advert was accepted, or listening began. */
  readonly heardNs: bigint;
  /** Who announced priority 0 since the timer was set. */
  readonly stoppedBy: string | null;
  /** The lower master that is being preempted. */
  readonly preempting: { address: string; priority: number } | null;
  /** Until then a lower master is tolerated; null while there is none. */
  readonly preemptAtNs: bigint | null;
  /** When the addresses were last announced against a lower master; null before. */
  readonly reannouncedNs: bigint | null;
  /** From then on our next advert brings another such announcement; null: none is owed. */
  readonly reannounceAtNs: bigint | null;
  /** Backup whose timer is over, and which waits for the other members of its sync group. */
  readonly ready: boolean;
  /** Master that has said priority 0 and still serves, until another one advertises. */
  readonly handingOver: boolean;
}

export interface ReceivedAdvert {
  source: string;
  priority: number;
  advertIntervalNs: bigint;
}

export type RouterEvent =
  | { type: 'start' }
  | { type: 'shutdown' }
  /** Already validated (see validate-advert.ts). */
  | { type: 'advert'; advert: ReceivedAdvert }
  | { type: 'timer' }
  /** The timer is over, but the other members of its sync group are not ready to lead. */
  | { type: 'hold' }
  /** It must not be master: `reachable` tells whether the interface still carries an advert. */
  | { type: 'fault'; cause: string; reachable: boolean }
  | { type: 'fault-cleared'; cause: string }
  /** Priority or interval are others than at the last step. */
  | { type: 'priority' }
  /** Planned switchover, or going on after a reload: lead now, with a priority above the present master's. */
  | { type: 'take-over'; cause: string }
  /** Planned switchover: ask the others to lead, and serve until one does. */
  | { type: 'hand-over'; cause: string }
  /** Another member of the sync group leads, or no longer does. */
  | { type: 'sync'; to: 'master' | 'backup'; cause: string };

export type RouterAction =
  | { type: 'send-advert'; priority: number }
  | { type: 'add-addresses' }
  | { type: 'remove-addresses' }
  /** Gratuitous ARP or unsolicited NA; `again` asks for the delayed second burst too. */
  | { type: 'announce'; again: boolean }
  | { type: 'set-timer'; atNs: bigint }
  | { type: 'cancel-timer' }
  | { type: 'transition'; from: VrrpState; to: VrrpState; cause: string };

export interface Step {
  state: RouterState;
  /** To be done in this order. */
  actions: RouterAction[];
}

export function initialState(parameters: RouterParameters, nowNs: bigint): RouterState {
  return {
    name: 'initialize',
    sinceNs: nowNs,
    cause: 'not started',
    masterAdvertIntervalNs: parameters.advertIntervalNs,
    masterAddress: null,
    masterPriority: null,
    timerAtNs: null,
    heardNs: nowNs,
    stoppedBy: null,
    preempting: null,
    preemptAtNs: null,
    reannouncedNs: null,
    reannounceAtNs: null,
    ready: false,
    handingOver: false,
  };
}

export function timerInput({ version, priority }: RouterParameters, state: RouterState) {
  return { version, priority, advertIntervalNs: state.masterAdvertIntervalNs };
}

/** Master_Down_Interval as it stands now, nanoseconds. */
export function currentMasterDownNs(parameters: RouterParameters, state: RouterState): bigint {
  return masterDownNs(timerInput(parameters, state));
}

/** Skew_Time as it stands now, nanoseconds. */
export function currentSkewNs(parameters: RouterParameters, state: RouterState): bigint {
  return skewNs(timerInput(parameters, state));
}
