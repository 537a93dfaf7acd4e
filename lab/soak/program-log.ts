import type { Program } from '../segment/program.ts';

interface Waiter {
  matches(line: string): boolean;
  heard(line: string): void;
}

/** What programs write, one after the other on the same node, and what is awaited of it. */
export class ProgramLog {
  readonly #told: (line: string) => void;
  readonly #waiters = new Set<Waiter>();

  /** @param told of every line */
  constructor(told: (line: string) => void) {
    this.#told = told;
  }

  follow(program: Program): void {
    program.onLine((line) => {
      this.#told(line);
      for (const waiter of this.#waiters) {
        if (!waiter.matches(line)) continue;
        this.#waiters.delete(waiter);
        waiter.heard(line);
      }
    });
  }

  /** The next line that matches. @throws Error after `timeoutMs` */
  next(what: string, matches: (line: string) => boolean, timeoutMs = 10_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        matches,
        heard: (line) => {
          clearTimeout(timer);
          resolve(line);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`did not say within ${timeoutMs} ms: ${what}`));
      }, timeoutMs);
      this.#waiters.add(waiter);
    });
  }
}

/** A line of the agent's log, if it is one of that event. */
export function eventOf(line: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
