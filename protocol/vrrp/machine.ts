import type { VrrpState } from '../control/agent-messages.ts';
import { ipv4Number } from '../wire/address.ts';
import { masterDownNs, NS_PER_MS, secondsText, skewNs } from './timers.ts';

/**
 * The VRRP state machine (RFC 9568, 6.4; for version 2 RFC 3768, 6.4) as a pure function of state, event and time.
 * Where keepalived does more than the RFC, so does this: preempt delay, an immediate advert and a renewed
 * announcement against a lower master in both versions, a fault state while the interface is down.
 */
export interface RouterParameters {
  version: 2 | 3;
  /** 255 owns the addresses. */
  priority: number;
  advertIntervalNs: bigint;
  preempt: boolean;
  preemptDelayNs: bigint;
  /** Primary IPv4 address of the interface: decides ties. */
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
  readonly timerAtNs: bigint | null;
  /** When the last advert was accepted, or listening began. */
  readonly heardNs: bigint;
  /** Who announced priority 0 since the timer was set. */
  readonly stoppedBy: string | null;
  /** The lower master that is being preempted. */
  readonly preempting: { address: string; priority: number } | null;
  /** Until then a lower master is tolerated; null while there is none. */
  readonly preemptAtNs: bigint | null;
  /** When the addresses were last announced. */
  readonly announcedNs: bigint;
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
  | { type: 'interface-down' }
  | { type: 'interface-up' };

export type RouterAction =
  | { type: 'send-advert'; priority: number }
  | { type: 'add-addresses' }
  | { type: 'remove-addresses' }
  /** Gratuitous ARP; `again` asks for the delayed second burst too. */
  | { type: 'announce'; again: boolean }
  | { type: 'set-timer'; atNs: bigint }
  | { type: 'cancel-timer' }
  | { type: 'transition'; from: VrrpState; to: VrrpState; cause: string };

export interface Step {
  state: RouterState;
  /** To be done in this order. */
  actions: RouterAction[];
}

/** A lower master that does not hear us must not make us flood the segment with announcements. */
const REANNOUNCE_NS = 1000n * NS_PER_MS;

export function initialState(parameters: RouterParameters, nowNs: bigint): RouterState {
  return {
    name: 'initialize',
    sinceNs: nowNs,
    cause: 'not started',
    masterAdvertIntervalNs: parameters.advertIntervalNs,
    masterAddress: null,
    timerAtNs: null,
    heardNs: nowNs,
    stoppedBy: null,
    preempting: null,
    preemptAtNs: null,
    announcedNs: 0n,
  };
}

/** Master_Down_Interval as it stands now, nanoseconds. */
export function currentMasterDownNs(parameters: RouterParameters, state: RouterState): bigint {
  return masterDownNs(timerInput(parameters, state));
}

export function step(
  parameters: RouterParameters,
  state: RouterState,
  event: RouterEvent,
  nowNs: bigint,
): Step {
  switch (event.type) {
    case 'start':
      return state.name === 'initialize' ? listenOrLead(parameters, state, nowNs, 'started') : stay(state);
    case 'interface-up':
      return state.name === 'fault' ? listenOrLead(parameters, state, nowNs, 'interface is up') : stay(state);
    case 'shutdown':
      return stop(state, nowNs, 'initialize', 'shut down', true);
    case 'interface-down':
      return state.name === 'initialize'
        ? stay(state)
        : stop(state, nowNs, 'fault', 'interface is down', false);
    case 'advert':
      if (state.name === 'backup') return backupAdvert(parameters, state, event.advert, nowNs);
      return state.name === 'master' ? masterAdvert(parameters, state, event.advert, nowNs) : stay(state);
    case 'timer':
      if (state.name === 'backup')
        return becomeMaster(parameters, state, nowNs, takeoverCause(parameters, state, nowNs));
      return state.name === 'master' ? advertise(parameters, state, nowNs) : stay(state);
  }
}

function stay(state: RouterState): Step {
  return { state, actions: [] };
}

function timerInput(parameters: RouterParameters, state: RouterState) {
  const { version, priority } = parameters;
  return { version, priority, advertIntervalNs: state.masterAdvertIntervalNs };
}

/** RFC 9568, 6.4.1: the owner leads at once, everybody else listens for Master_Down_Interval. */
function listenOrLead(parameters: RouterParameters, state: RouterState, nowNs: bigint, cause: string): Step {
  const fresh = { ...initialState(parameters, nowNs), name: state.name };
  if (parameters.priority === 255)
    return becomeMaster(parameters, fresh, nowNs, `${cause}, owns the address`);
  return becomeBackup(parameters, fresh, nowNs, cause, null);
}

function stop(
  state: RouterState,
  nowNs: bigint,
  to: 'initialize' | 'fault',
  cause: string,
  reachable: boolean,
): Step {
  if (state.name === to) return stay(state);
  const actions: RouterAction[] = [];
  // RFC 9568, 6.4.3: priority 0 lets a backup take over after Skew_Time.
  if (state.name === 'master' && reachable) actions.push({ type: 'send-advert', priority: 0 });
  if (state.name === 'master') actions.push({ type: 'remove-addresses' });
  actions.push({ type: 'cancel-timer' }, { type: 'transition', from: state.name, to, cause });
  const next = { ...state, name: to, cause, sinceNs: nowNs, timerAtNs: null, masterAddress: null };
  return { state: next, actions };
}

/** Learns the master's interval (v3) and restarts the timer. */
function listenTo(
  parameters: RouterParameters,
  state: RouterState,
  advert: ReceivedAdvert,
  nowNs: bigint,
): RouterState {
  const masterAdvertIntervalNs =
    parameters.version === 3 ? advert.advertIntervalNs : parameters.advertIntervalNs;
  const timerAtNs =
    nowNs + masterDownNs({ ...timerInput(parameters, state), advertIntervalNs: masterAdvertIntervalNs });
  return {
    ...state,
    masterAdvertIntervalNs,
    masterAddress: advert.source,
    heardNs: nowNs,
    timerAtNs,
    stoppedBy: null,
    preempting: null,
  };
}

/** RFC 9568, 6.4.2. */
function backupAdvert(
  parameters: RouterParameters,
  state: RouterState,
  advert: ReceivedAdvert,
  nowNs: bigint,
): Step {
  const { source, priority } = advert;
  if (priority === 0) {
    const timerAtNs = nowNs + skewNs(timerInput(parameters, state));
    const next = { ...state, timerAtNs, stoppedBy: source, heardNs: nowNs };
    return { state: next, actions: [{ type: 'set-timer', atNs: timerAtNs }] };
  }
  const lower = priority < parameters.priority;
  const preemptAtNs = lower ? (state.preemptAtNs ?? nowNs + parameters.preemptDelayNs) : null;
  const tolerated = !parameters.preempt || (preemptAtNs !== null && nowNs < preemptAtNs);
  if (lower && !tolerated) {
    const preempting = { address: source, priority };
    return {
      state: { ...state, preemptAtNs, preempting, masterAddress: source, heardNs: nowNs },
      actions: [],
    };
  }
  const next = { ...listenTo(parameters, state, advert, nowNs), preemptAtNs };
  return { state: next, actions: setTimer(next) };
}

/** RFC 9568, 6.4.3. */
function masterAdvert(
  parameters: RouterParameters,
  state: RouterState,
  advert: ReceivedAdvert,
  nowNs: bigint,
): Step {
  const { source, priority } = advert;
  if (priority === 0) return assertMastership(parameters, state, nowNs);
  const mine = ipv4Number(parameters.address);
  const theirs = ipv4Number(source);
  if (priority > parameters.priority)
    return becomeBackup(parameters, state, nowNs, `higher priority ${priority} from ${source}`, advert);
  if (priority === parameters.priority && theirs > mine)
    return becomeBackup(parameters, state, nowNs, `equal priority and higher address ${source}`, advert);
  // Our own address in somebody else's hands: answering would only echo.
  if (priority === parameters.priority && theirs === mine) return stay(state);
  const actions: RouterAction[] = [{ type: 'send-advert', priority: parameters.priority }];
  if (nowNs - state.announcedNs < REANNOUNCE_NS) return { state, actions };
  return {
    state: { ...state, announcedNs: nowNs },
    actions: [...actions, { type: 'announce', again: false }],
  };
}

/** RFC 9568, 6.4.3: after another's priority 0, an advert at once and the timer anew. */
function assertMastership(parameters: RouterParameters, state: RouterState, nowNs: bigint): Step {
  const next = { ...state, timerAtNs: nowNs + parameters.advertIntervalNs };
  return {
    state: next,
    actions: [{ type: 'send-advert', priority: parameters.priority }, ...setTimer(next)],
  };
}

/** The next advert is due an interval after this one was due, not after it was late. */
function advertise(parameters: RouterParameters, state: RouterState, nowNs: bigint): Step {
  const due = (state.timerAtNs ?? nowNs) + parameters.advertIntervalNs;
  const next = { ...state, timerAtNs: due > nowNs ? due : nowNs + parameters.advertIntervalNs };
  return {
    state: next,
    actions: [{ type: 'send-advert', priority: parameters.priority }, ...setTimer(next)],
  };
}

/** The advert first, so that the other nodes hear at once; then the addresses; then who has them. */
function becomeMaster(parameters: RouterParameters, state: RouterState, nowNs: bigint, cause: string): Step {
  const next: RouterState = {
    ...state,
    name: 'master',
    sinceNs: nowNs,
    cause,
    masterAdvertIntervalNs: parameters.advertIntervalNs,
    masterAddress: parameters.address,
    timerAtNs: nowNs + parameters.advertIntervalNs,
    stoppedBy: null,
    preempting: null,
    preemptAtNs: null,
    announcedNs: nowNs,
  };
  return {
    state: next,
    actions: [
      { type: 'send-advert', priority: parameters.priority },
      { type: 'add-addresses' },
      { type: 'announce', again: true },
      ...setTimer(next),
      { type: 'transition', from: state.name, to: 'master', cause },
    ],
  };
}

function becomeBackup(
  parameters: RouterParameters,
  state: RouterState,
  nowNs: bigint,
  cause: string,
  advert: ReceivedAdvert | null,
): Step {
  const listening = advert
    ? listenTo(parameters, state, advert, nowNs)
    : { ...state, heardNs: nowNs, timerAtNs: nowNs + masterDownNs(timerInput(parameters, state)) };
  const next: RouterState = { ...listening, name: 'backup', sinceNs: nowNs, cause };
  const release: RouterAction[] = state.name === 'master' ? [{ type: 'remove-addresses' }] : [];
  return {
    state: next,
    actions: [...release, ...setTimer(next), { type: 'transition', from: state.name, to: 'backup', cause }],
  };
}

function setTimer(state: RouterState): RouterAction[] {
  return state.timerAtNs === null ? [] : [{ type: 'set-timer', atNs: state.timerAtNs }];
}

function takeoverCause(parameters: RouterParameters, state: RouterState, nowNs: bigint): string {
  if (state.stoppedBy !== null) return `priority 0 from ${state.stoppedBy}`;
  const gap = secondsText(nowNs - state.heardNs);
  if (state.preempting !== null && nowNs - state.heardNs < masterDownNs(timerInput(parameters, state))) {
    const { priority, address } = state.preempting;
    return `preempts priority ${priority} of ${address}`;
  }
  return state.masterAddress === null ? `no advert for ${gap}` : `advert gap ${gap}`;
}
