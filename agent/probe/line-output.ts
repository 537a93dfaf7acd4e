import type { Writable } from 'node:stream';
import type { ProbeLine } from '../../protocol/control/probe-messages.ts';

const FLUSH_MS = 20;

/** JSON lines, several in one write where they come fast. */
export class LineOutput {
  readonly #output: Writable;
  #pending = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(output: Writable) {
    this.#output = output;
  }

  write(line: ProbeLine): void {
    this.#pending += `${JSON.stringify(line)}\n`;
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Resolves when the operating system has everything. */
  end(): Promise<void> {
    this.#flush();
    return new Promise((resolve) => this.#output.write('', () => resolve()));
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#output.write(this.#pending);
    this.#pending = '';
  }
}
