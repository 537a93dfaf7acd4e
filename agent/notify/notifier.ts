import type { VrrpState } from '../../protocol/control/agent-messages.ts';
import type { Notify } from '../../protocol/lab/checks.ts';
import type { Log } from '../run/log.ts';
import { type Account, findAccount } from '../track/command/account.ts';
import { type CommandOutcome, outcomeText, runCommand } from '../track/command/run-command.ts';

/** What a command can be told of. `stop`: the agent ends, or the virtual router is taken out of its configuration. */
export type NotifyState = 'master' | 'backup' | 'fault' | 'stop';

export interface NotifyTransition {
  to: NotifyState;
  from: VrrpState;
  cause: string;
  /** As the virtual router advertises it. */
  priority: number;
}

/** Which virtual router it is about. */
export interface NotifySubject {
  vrid: number;
  interface: string;
  lab: string;
  node: string;
}

export interface NotifierSurroundings {
  log: Log;
  clockNs(): bigint;
  after(ms: number, run: () => void): { cancel(): void };
  account(user: string): Account | null;
  run: typeof runCommand;
}

interface Pending {
  transition: NotifyTransition;
  command: readonly string[];
  user: string;
  timeoutMs: number;
}

/** Waiting for their turn; older ones are history by then. */
const MAX_PENDING = 16;
const KEEP_OUTPUT_BYTES = 2000;
const STOP_WAIT_MS = 5000;

export function realNotifierSurroundings(log: Log, clockNs: () => bigint): NotifierSurroundings {
  const after = (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  };
  return { log, clockNs, after, account: (user) => findAccount(user), run: runCommand };
}

/**
 * Tells a virtual router's commands of its transitions: one at a time, in the order of the transitions, so that what
 * the last command did is what the last transition asked for. Where transitions come faster than commands end, the
 * oldest of those that wait are dropped and logged, never the newest.
 */
export class Notifier {
  readonly #subject: NotifySubject;
  readonly #surroundings: NotifierSurroundings;
  readonly #pending: Pending[] = [];
  #notify: Notify | undefined;
  #running: AbortController | undefined;
  #idle: (() => void) | undefined;

  constructor(subject: NotifySubject, notify: Notify | undefined, surroundings: NotifierSurroundings) {
    this.#subject = subject;
    this.#notify = notify;
    this.#surroundings = surroundings;
  }

  /** After a reload; what waits is still run as it was configured when it happened. */
  configure(notify: Notify | undefined): void {
    this.#notify = notify;
  }

  /** Returns at once. */
  tell(transition: NotifyTransition): void {
    const command = this.#notify?.[transition.to];
    if (this.#notify === undefined || command === undefined) return;
    const { user, timeoutMs } = this.#notify;
    this.#pending.push({ transition, command, user, timeoutMs });
    while (this.#pending.length > MAX_PENDING) this.#drop('too many wait');
    void this.#work();
  }

  /**
   * Resolves when every command has ended, those that wait included, or after `waitMs`: what runs then is killed, what
   * waits is dropped.
   */
  async close(waitMs = STOP_WAIT_MS): Promise<void> {
    if (this.#running === undefined) return;
    await new Promise<void>((resolve) => {
      const limit = this.#surroundings.after(waitMs, () => {
        while (this.#pending.length > 0) this.#drop('the agent stops');
        this.#running?.abort(new Error('the agent stops'));
      });
      this.#idle = () => {
        limit.cancel();
        resolve();
      };
    });
  }

  #drop(reason: string): void {
    const dropped = this.#pending.shift();
    if (dropped === undefined) return;
    const { vrid, interface: name } = this.#subject;
    const { to, cause } = dropped.transition;
    this.#surroundings.log('notify-dropped', { vrid, interface: name, state: to, cause, reason });
  }

  async #work(): Promise<void> {
    if (this.#running !== undefined) return;
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      this.#running = new AbortController();
      await this.#run(next, this.#running);
      this.#running = undefined;
    }
    this.#idle?.();
  }

  async #run({ transition, command, user, timeoutMs }: Pending, controller: AbortController): Promise<void> {
    const { after, clockNs, account: find, run } = this.#surroundings;
    const startedNs = clockNs();
    const account = find(user);
    if (account === null) {
      this.#report(transition, command, { failure: `there is no user ${user}` });
      return;
    }
    const limit = after(timeoutMs, () => controller.abort(new Error(`killed after ${timeoutMs} ms`)));
    const { outcome } = run({
      command,
      account,
      env: this.#environment(transition),
      signal: controller.signal,
      keepBytes: KEEP_OUTPUT_BYTES,
      // A command may well start something that stays.
      killLeftovers: false,
    });
    const result = await outcome;
    limit.cancel();
    this.#report(transition, command, result, Number((clockNs() - startedNs) / 1_000_000n));
  }

  #environment({ to, from, cause, priority }: NotifyTransition): Record<string, string> {
    const { vrid, interface: name, lab, node } = this.#subject;
    return {
      TANDEM_VRID: String(vrid),
      TANDEM_INTERFACE: name,
      TANDEM_STATE: to,
      TANDEM_PREVIOUS_STATE: from,
      TANDEM_CAUSE: cause,
      TANDEM_PRIORITY: String(priority),
      TANDEM_LAB: lab,
      TANDEM_NODE: node,
    };
  }

  #report(
    { to }: NotifyTransition,
    [program = '']: readonly string[],
    result: Partial<CommandOutcome>,
    tookMs = 0,
  ): void {
    const { vrid, interface: name } = this.#subject;
    const outcome = { status: null, signal: null, failure: null, output: '', cut: false, ...result };
    this.#surroundings.log(outcome.status === 0 ? 'notified' : 'notify-failed', {
      vrid,
      interface: name,
      state: to,
      program,
      result: outcomeText(outcome),
      tookMs,
      output: outcome.output.trimEnd(),
      outputCut: outcome.cut,
    });
  }
}
