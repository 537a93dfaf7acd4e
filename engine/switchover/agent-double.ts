import { PassThrough } from 'node:stream';
import type { ProblemError } from '../../protocol/contract/problem.ts';
import type { AgentEvent, ControlRequest, RouterStatus } from '../../protocol/control/agent-messages.ts';
import { controlRequestSchema } from '../../protocol/control/agent-messages.ts';
import type { Host } from '../ssh/host.ts';

type Router = Partial<RouterStatus> & Pick<RouterStatus, 'vrid'>;

/**
 * Stands in for a node and its agent in tests: speaks the control protocol on the streams of a command, raises and
 * takes back priorities as the agent does, and moves when a test says so.
 */
export class AgentDouble {
  readonly node: string;
  readonly routers: RouterStatus[];
  /** `op` or `op vrid interface` of every request, in order, with the node's name. */
  readonly #log: string[];
  /** What it does when it is told to take over, besides raising its priority. */
  onTakeOver: () => void = () => undefined;
  /** A refusal of an operation. */
  readonly refusals = new Map<ControlRequest['op'], ProblemError>();
  /** Operations that it never answers. */
  readonly silent = new Set<ControlRequest['op']>();
  isClosed = false;
  #watchers: ((event: AgentEvent) => void)[] = [];
  #end: (status: number | null) => void = () => undefined;

  constructor(node: string, routers: readonly Router[], log: string[]) {
    this.node = node;
    this.routers = routers.map(routerStatus);
    this.#log = log;
  }

  /** The router, or the first. */
  router(vrid = this.routers[0]?.vrid): RouterStatus {
    const found = this.routers.find((each) => each.vrid === vrid);
    if (!found) throw new Error(`no router ${vrid}`);
    return found;
  }

  /** Changes its state, and tells who watches unless the report is lost. */
  moves(
    to: 'master' | 'backup',
    { vrids = this.routers.map(({ vrid }) => vrid), isHeard = true } = {},
  ): void {
    for (const vrid of vrids) {
      const router = this.router(vrid);
      const { state: from, family } = router;
      Object.assign(router, { state: to, cause: 'switchover' });
      const transition = { vrid, family, from, to, cause: 'switchover', atNs: '0' };
      if (isHeard && from !== to)
        for (const watcher of this.#watchers)
          watcher({ kind: 'transition', status: this.#status(), transition });
    }
  }

  /** The connection goes away. */
  vanish(): void {
    this.#end(null);
  }

  /** @param answers false: the program is not there, as on a node without our agent */
  host({ answers = true } = {}): Host {
    const start = async () => {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      const ended = new Promise<number | null>((resolve) => {
        this.#end = resolve;
      });
      const send = (message: object) => stdout.write(`${JSON.stringify(message)}\n`);
      stdin.on('data', (line: Buffer) => this.#hear(controlRequestSchema.parse(JSON.parse(`${line}`)), send));
      if (!answers) this.#end(127);
      return { stdin, stdout, stderr, ended, close: () => this.#end(null) };
    };
    const session = { close: () => Object.assign(this, { isClosed: true }) };
    return { start, session, address: this.node } as unknown as Host;
  }

  #status() {
    const { routers, node } = this;
    return {
      version: '0',
      lab: 'web',
      node,
      pid: 1,
      startedNs: '0',
      nowNs: '0',
      routers,
      checks: [],
      lastReload: null,
    };
  }

  #hear(request: ControlRequest, send: (message: object) => void): void {
    const { id, op } = request;
    const detail = 'vrid' in request ? ` ${request.vrid} ${request.interface}` : '';
    if (op !== 'status' && op !== 'watch') this.#log.push(`${this.node} ${op}${detail}`);
    if (this.silent.has(op)) return;
    const refusal = this.refusals.get(op);
    if (refusal) {
      send({ id, problem: refusal.problem });
      return;
    }
    if (op === 'watch') this.#watchers.push((event) => send({ id, event }));
    if (op === 'reset-priority') for (const router of this.routers) reset(router);
    send({ id, status: this.#status() });
    if (op === 'take-over') this.onTakeOver();
  }
}

/** As the agent: weights stay as they are. */
export function raise(router: RouterStatus, by: number): void {
  const base = router.switchoverPriority ?? router.configuredPriority ?? router.priority;
  Object.assign(router, { priority: router.priority + by, switchoverPriority: base + by });
}

function reset(router: RouterStatus): void {
  const { switchoverPriority, configuredPriority = router.priority } = router;
  if (switchoverPriority === null) return;
  router.priority += configuredPriority - switchoverPriority;
  router.switchoverPriority = null;
}

function routerStatus(router: Router): RouterStatus {
  const { priority = 100 } = router;
  return {
    interface: 'eth0',
    family: 4,
    state: 'backup',
    cause: 'test',
    sinceNs: '0',
    priority,
    configuredPriority: priority,
    switchoverPriority: null,
    faults: [],
    masterAddress: '10.0.0.1',
    masterPriority: null,
    advertIntervalMs: 1000,
    masterDownIntervalMs: 3600,
    addressesHeld: [],
    counters: { advertsSent: 0, advertsReceived: 0, discarded: {}, becameMaster: 0 },
    mismatches: [],
    ...router,
  };
}
