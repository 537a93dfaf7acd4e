import { compareAddresses } from '../wire/address.ts';
import {
  currentMasterDownNs,
  currentSkewNs,
  initialState,
  type ReceivedAdvert,
  type RouterAction,
  type RouterEvent,
  type RouterParameters,
  type RouterState,
  type Step,
} from './state.ts';
import { NS_PER_MS, secondsText } from './timers.ts';
import { becomeBackup, becomeMaster, listenTo, setTimer, stay, stop, takeOver } from './transitions.ts';

/**
 * The VRRP state machine (RFC 9568, 6.4; for version 2 RFC 3768, 6.4) as a pure function of state, event and time.
 * Where keepalived does more than the RFC, so does this: preempt delay, an immediate advert and a renewed
 * announcement against a lower master in both versions, a fault state. A planned switchover uses what the RFC gives:
 * a higher priority, or priority 0.
 */

/** A lower master that does not hear us must not make us flood the segment with announcements. */
const REANNOUNCE_NS = 1000n * NS_PER_MS;

/** Nobody took over within the longest Skew_Time and two of our intervals: nobody will. */
const HAND_OVER_INTERVALS = 2n;

export function step(
  parameters: RouterParameters,
  state: RouterState,
  event: RouterEvent,
  nowNs: bigint,
): Step {
  switch (event.type) {
    case 'start':
      return state.name === 'initialize' ? listenOrLead(parameters, state, nowNs, 'started') : stay(state);
    case 'fault-cleared':
      return state.name === 'fault' ? listenOrLead(parameters, state, nowNs, event.cause) : stay(state);
    case 'shutdown':
      return stop(state, nowNs, 'initialize', 'shut down', true);
    case 'fault':
      return stop(state, nowNs, 'fault', event.cause, event.reachable);
    case 'advert':
      if (state.name === 'backup') return backupAdvert(parameters, state, event.advert, nowNs);
      return state.name === 'master' ? masterAdvert(parameters, state, event.advert, nowNs) : stay(state);
    case 'timer':
      if (state.name === 'backup')
        return becomeMaster(parameters, state, nowNs, takeoverCause(parameters, state, nowNs));
      return state.name === 'master' ? advertise(parameters, state, nowNs) : stay(state);
    case 'hold':
      return state.name === 'backup' ? hold(parameters, state, nowNs) : stay(state);
    case 'priority':
      return changePriority(parameters, state, nowNs);
    case 'take-over':
      return state.name === 'backup' || state.name === 'initialize'
        ? takeOver(parameters, state, nowNs, event.cause)
        : stay(state);
    case 'hand-over':
      return state.name === 'master' ? handOver(parameters, state, event.cause, nowNs) : stay(state);
    case 'sync':
      return follow(parameters, state, event, nowNs);
  }
}

/** RFC 9568, 6.4.1: the owner leads at once, everybody else listens for Master_Down_Interval. */
function listenOrLead(parameters: RouterParameters, state: RouterState, nowNs: bigint, cause: string): Step {
  const fresh = { ...initialState(parameters, nowNs), name: state.name };
  if (parameters.priority === 255)
    return becomeMaster(parameters, fresh, nowNs, `${cause}, owns the address`);
  return becomeBackup(parameters, fresh, nowNs, cause, null);
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
    const timerAtNs = nowNs + currentSkewNs(parameters, state);
    const next = { ...state, timerAtNs, stoppedBy: source, heardNs: nowNs, ready: false };
    return { state: next, actions: [{ type: 'set-timer', atNs: timerAtNs }] };
  }
  const lower = priority < parameters.priority;
  const preemptAtNs = lower ? (state.preemptAtNs ?? nowNs + parameters.preemptDelayNs) : null;
  const tolerated = !parameters.preempt || (preemptAtNs !== null && nowNs < preemptAtNs);
  if (lower && !tolerated) {
    const preempting = { address: source, priority };
    return {
      state: {
        ...state,
        preemptAtNs,
        preempting,
        masterAddress: source,
        masterPriority: priority,
        heardNs: nowNs,
      },
      actions: [],
    };
  }
  const next = listenTo(parameters, state, advert, nowNs, preemptAtNs);
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
  if (priority === 0) return state.handingOver ? stay(state) : assertMastership(parameters, state, nowNs);
  if (state.handingOver) return becomeBackup(parameters, state, nowNs, `handed over to ${source}`, advert);
  const order = compareAddresses(source, parameters.address);
  if (priority > parameters.priority)
    return becomeBackup(parameters, state, nowNs, `higher priority ${priority} from ${source}`, advert);
  if (priority === parameters.priority && order > 0)
    return becomeBackup(parameters, state, nowNs, `equal priority and higher address ${source}`, advert);
  // Our own address in somebody else's hands: answering would only echo.
  if (priority === parameters.priority && order === 0) return stay(state);
  return outrank(parameters, state, nowNs);
}

/**
 * A lower master announced the addresses as its own, or is about to: its announcement follows its advert. Ours goes out
 * at once and again with our next advert, or the segment would go on sending to one that has let go.
 */
function outrank(parameters: RouterParameters, state: RouterState, nowNs: bigint): Step {
  const advert: RouterAction = { type: 'send-advert', priority: parameters.priority };
  const { reannouncedNs } = state;
  if (reannouncedNs !== null && nowNs - reannouncedNs < REANNOUNCE_NS) {
    const reannounceAtNs = state.reannounceAtNs ?? reannouncedNs + REANNOUNCE_NS;
    return { state: { ...state, reannounceAtNs }, actions: [advert] };
  }
  return {
    state: { ...state, reannouncedNs: nowNs, reannounceAtNs: nowNs },
    actions: [advert, { type: 'announce', again: false }],
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
  // Nobody wanted to lead: whoever saw our priority 0 must hear that we are still there.
  const cause = state.handingOver ? 'nobody took over' : state.cause;
  const due = (state.timerAtNs ?? nowNs) + parameters.advertIntervalNs;
  const timerAtNs = due > nowNs ? due : nowNs + parameters.advertIntervalNs;
  const leading = { ...state, timerAtNs, cause, handingOver: false };
  const advert: RouterAction = { type: 'send-advert', priority: parameters.priority };
  if (state.reannounceAtNs === null || nowNs < state.reannounceAtNs)
    return { state: leading, actions: [advert, ...setTimer(leading)] };
  const next = { ...leading, reannouncedNs: nowNs, reannounceAtNs: null };
  return { state: next, actions: [advert, { type: 'announce', again: false }, ...setTimer(next)] };
}

/**
 * Ready to lead, and not yet allowed to: keepalived waits another Master_Down_Interval each time
 * (vrrp_sync_can_goto_master). It stays ready until it hears a master that it would follow.
 */
function hold(parameters: RouterParameters, state: RouterState, nowNs: bigint): Step {
  const next = { ...state, ready: true, timerAtNs: nowNs + currentMasterDownNs(parameters, state) };
  return { state: next, actions: setTimer(next) };
}

/**
 * A backup waits from when it last heard something, with the new Skew_Time and, where it learns none, the new interval.
 * A master says its priority in its next advert, which is due no later than the new interval from now.
 */
function changePriority(parameters: RouterParameters, before: RouterState, nowNs: bigint): Step {
  const learns = parameters.version === 3 && before.masterAddress !== null && before.name !== 'master';
  const state = learns ? before : { ...before, masterAdvertIntervalNs: parameters.advertIntervalNs };
  if (state.name === 'master' && !state.handingOver) {
    const dueNs = nowNs + parameters.advertIntervalNs;
    if (state.timerAtNs === null || state.timerAtNs <= dueNs) return stay(state);
    const next = { ...state, timerAtNs: dueNs };
    return { state: next, actions: setTimer(next) };
  }
  if (state.name !== 'backup' || state.timerAtNs === null) return stay(state);
  const wait =
    state.stoppedBy === null ? currentMasterDownNs(parameters, state) : currentSkewNs(parameters, state);
  const due = state.preempting === null ? state.heardNs + wait : state.timerAtNs;
  const next = { ...state, timerAtNs: due > nowNs ? due : nowNs };
  return { state: next, actions: setTimer(next) };
}

/** Priority 0 makes the best backup lead after its Skew_Time; the addresses stay until its advert is here. */
function handOver(parameters: RouterParameters, state: RouterState, cause: string, nowNs: bigint): Step {
  const longestSkewNs = currentSkewNs({ ...parameters, priority: 1 }, state);
  const timerAtNs = nowNs + longestSkewNs + HAND_OVER_INTERVALS * parameters.advertIntervalNs;
  const next = { ...state, handingOver: true, cause, timerAtNs };
  return { state: next, actions: [{ type: 'send-advert', priority: 0 }, ...setTimer(next)] };
}

/** A sync group's members lead together or not at all (keepalived.conf(5), vrrp_sync_group). */
function follow(
  parameters: RouterParameters,
  state: RouterState,
  event: { to: 'master' | 'backup'; cause: string },
  nowNs: bigint,
): Step {
  if (event.to === 'master')
    return state.name === 'backup' ? becomeMaster(parameters, state, nowNs, event.cause) : stay(state);
  return state.name === 'master' ? becomeBackup(parameters, state, nowNs, event.cause, null) : stay(state);
}

function takeoverCause(parameters: RouterParameters, state: RouterState, nowNs: bigint): string {
  if (state.stoppedBy !== null) return `priority 0 from ${state.stoppedBy}`;
  const gapNs = nowNs - state.heardNs;
  if (state.preempting !== null && gapNs < currentMasterDownNs(parameters, state)) {
    const { priority, address } = state.preempting;
    return `preempts priority ${priority} of ${address}`;
  }
  const gap = secondsText(gapNs);
  return state.masterAddress === null ? `no advert for ${gap}` : `advert gap ${gap}`;
}
