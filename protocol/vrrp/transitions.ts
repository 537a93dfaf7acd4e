import {
  currentMasterDownNs,
  type ReceivedAdvert,
  type RouterAction,
  type RouterParameters,
  type RouterState,
  type Step,
} from './state.ts';
import { masterDownNs } from './timers.ts';

/** From one state to another, with what has to be done on the way, in its order. */

export function stay(state: RouterState): Step {
  return { state, actions: [] };
}

export function setTimer(state: RouterState): RouterAction[] {
  return state.timerAtNs === null ? [] : [{ type: 'set-timer', atNs: state.timerAtNs }];
}

/**
 * Learns the master's interval (v3) and restarts the timer. What a backup does with every advert: spelt out, which is
 * many times cheaper than a copy with changes.
 * @param preemptAtNs until when this master is tolerated; null where it is not a lower one
 */
export function listenTo(
  parameters: RouterParameters,
  state: RouterState,
  advert: ReceivedAdvert,
  nowNs: bigint,
  preemptAtNs: bigint | null,
): RouterState {
  const { version, priority } = parameters;
  const advertIntervalNs = version === 3 ? advert.advertIntervalNs : parameters.advertIntervalNs;
  return {
    name: state.name,
    sinceNs: state.sinceNs,
    cause: state.cause,
    masterAdvertIntervalNs: advertIntervalNs,
    masterAddress: advert.source,
    masterPriority: advert.priority,
    timerAtNs: nowNs + masterDownNs({ version, priority, advertIntervalNs }),
    heardNs: nowNs,
    stoppedBy: null,
    preempting: null,
    preemptAtNs,
    reannouncedNs: state.reannouncedNs,
    reannounceAtNs: state.reannounceAtNs,
    ready: false,
    handingOver: state.handingOver,
  };
}

function leading(
  parameters: RouterParameters,
  state: RouterState,
  nowNs: bigint,
  cause: string,
): RouterState {
  return {
    ...state,
    name: 'master',
    sinceNs: nowNs,
    cause,
    masterAdvertIntervalNs: parameters.advertIntervalNs,
    masterAddress: parameters.address,
    masterPriority: parameters.priority,
    timerAtNs: nowNs + parameters.advertIntervalNs,
    stoppedBy: null,
    preempting: null,
    preemptAtNs: null,
    reannouncedNs: null,
    reannounceAtNs: null,
    ready: false,
    handingOver: false,
  };
}

function lead(
  parameters: RouterParameters,
  state: RouterState,
  nowNs: bigint,
  cause: string,
  order: (advert: RouterAction, addresses: RouterAction[]) => RouterAction[],
): Step {
  const next = leading(parameters, state, nowNs, cause);
  const advert: RouterAction = { type: 'send-advert', priority: parameters.priority };
  const addresses: RouterAction[] = [{ type: 'add-addresses' }, { type: 'announce', again: true }];
  const transition: RouterAction = { type: 'transition', from: state.name, to: 'master', cause };
  return { state: next, actions: [...order(advert, addresses), ...setTimer(next), transition] };
}

/** The advert first, so that the other nodes hear at once; then the addresses; then who has them. */
export function becomeMaster(
  parameters: RouterParameters,
  state: RouterState,
  nowNs: bigint,
  cause: string,
): Step {
  return lead(parameters, state, nowNs, cause, (advert, addresses) => [advert, ...addresses]);
}

/**
 * While the old master still serves: the addresses and their announcement first, so that by the time the advert makes
 * it let go, nobody sends to it any more.
 */
export function takeOver(
  parameters: RouterParameters,
  state: RouterState,
  nowNs: bigint,
  cause: string,
): Step {
  return lead(parameters, state, nowNs, cause, (advert, addresses) => [...addresses, advert]);
}

/** @param advert of the master to listen to; null where none is known yet */
export function becomeBackup(
  parameters: RouterParameters,
  state: RouterState,
  nowNs: bigint,
  cause: string,
  advert: ReceivedAdvert | null,
): Step {
  const listening = advert
    ? listenTo(parameters, state, advert, nowNs, state.preemptAtNs)
    : { ...state, heardNs: nowNs, timerAtNs: nowNs + currentMasterDownNs(parameters, state) };
  const next: RouterState = {
    ...listening,
    name: 'backup',
    sinceNs: nowNs,
    cause,
    ready: false,
    handingOver: false,
  };
  const release: RouterAction[] = state.name === 'master' ? [{ type: 'remove-addresses' }] : [];
  return {
    state: next,
    actions: [...release, ...setTimer(next), { type: 'transition', from: state.name, to: 'backup', cause }],
  };
}

/** @param reachable whether an advert can still leave */
export function stop(
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
  const next: RouterState = {
    ...state,
    name: to,
    cause,
    sinceNs: nowNs,
    timerAtNs: null,
    masterAddress: null,
    masterPriority: null,
    ready: false,
    handingOver: false,
  };
  return { state: next, actions };
}
