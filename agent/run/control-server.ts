import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { fail, toProblem } from '../../protocol/contract/problem.ts';
import {
  type AgentEvent,
  type AgentStatus,
  type ControlAnswer,
  type ControlRequest,
  controlRequestSchema,
} from '../../protocol/control/agent-messages.ts';

const MAX_CLIENTS = 16;
const MAX_LINE_LENGTH = 64 * 1024;
const MAX_UNREAD_BYTES = 1024 * 1024;
const ALIVE_EVERY_MS = 1000;

/**
 * The agent's root-only Unix socket: answers protocol/control/agent-messages.ts, one JSON object a line.
 * Clients that do not read, or that send what is not a request, are cut off.
 */
export class ControlServer {
  readonly #status: () => AgentStatus;
  readonly #perform: (request: ControlRequest) => Promise<void>;
  readonly #clients = new Set<Socket>();
  /** Request ids of `watch` by client. */
  readonly #watchers = new Map<Socket, number>();
  /** Requests that are not answered yet, by client. */
  readonly #open = new Map<Socket, Set<Promise<void>>>();
  readonly #server: Server;
  #alive: NodeJS.Timeout | undefined;

  /** @param agent `perform` does what is asked for; it may reject with a ProblemError */
  constructor(agent: { status(): AgentStatus; perform(request: ControlRequest): Promise<void> }) {
    this.#status = agent.status;
    this.#perform = agent.perform;
    // Whoever has asked may have nothing more to say, and waits for the answer all the same.
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  /** @throws ProblemError agent.already-running where another agent answers there */
  async listen(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (await answers(path)) throw fail('agent.already-running', { socket: path });
    rmSync(path, { force: true });
    const previousMask = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(path, resolve);
      });
    } finally {
      process.umask(previousMask);
    }
    chmodSync(path, 0o600);
    this.#alive = setInterval(() => this.#publish({ kind: 'alive' }), ALIVE_EVERY_MS);
  }

  transition(transition: NonNullable<AgentEvent['transition']>): void {
    this.#publish({ kind: 'transition', transition });
  }

  close(): Promise<void> {
    clearInterval(this.#alive);
    for (const client of this.#clients) client.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #publish(event: Omit<AgentEvent, 'status'>): void {
    if (this.#watchers.size === 0) return;
    const status = this.#status();
    for (const [client, id] of this.#watchers) this.#answer(client, { id, event: { ...event, status } });
  }

  #accept(client: Socket): void {
    if (this.#clients.size >= MAX_CLIENTS) {
      client.destroy();
      return;
    }
    this.#clients.add(client);
    this.#open.set(client, new Set());
    client.setEncoding('utf8');
    let pending = '';
    client.on('data', (chunk) => {
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') this.#request(client, line);
      if (pending.length > MAX_LINE_LENGTH) client.destroy();
    });
    client.on('end', () => void this.#endAfterAnswers(client));
    client.on('error', () => client.destroy());
    client.on('close', () => {
      this.#clients.delete(client);
      this.#watchers.delete(client);
      this.#open.delete(client);
    });
  }

  #request(client: Socket, line: string): void {
    const request = controlRequestSchema.safeParse(parseJson(line));
    if (!request.success) {
      const detail = request.error.issues[0]?.message ?? 'not a request';
      this.#answer(client, { id: 0, problem: fail('request.invalid', { detail }).problem });
      return;
    }
    const { id, op } = request.data;
    const answered = this.#perform(request.data).then(
      () => {
        this.#answer(client, { id, status: this.#status() });
        if (op === 'watch' && !client.destroyed) this.#watchers.set(client, id);
      },
      (error: unknown) => this.#answer(client, { id, problem: toProblem(error) }),
    );
    this.#open.get(client)?.add(answered);
    void answered.then(() => this.#open.get(client)?.delete(answered));
  }

  async #endAfterAnswers(client: Socket): Promise<void> {
    await Promise.all(this.#open.get(client) ?? []);
    client.end();
  }

  #answer(client: Socket, answer: ControlAnswer): void {
    if (client.destroyed) return;
    client.write(`${JSON.stringify(answer)}\n`);
    if (client.writableLength > MAX_UNREAD_BYTES) client.destroy();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether somebody listens there; a socket that was left behind refuses. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
