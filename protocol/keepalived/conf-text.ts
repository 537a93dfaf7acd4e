import { fail } from '../contract/problem.ts';
import { quoteCommand, quoteWord } from './words.ts';

/** Builds the text of a configuration; every value goes through it, so that none can leave its place. */
export class ConfText {
  #text = '';
  #depth = 0;

  get text(): string {
    return this.#text;
  }

  comment(text: string): void {
    this.#line(`# ${text.replace(/[\r\n]/g, ' ')}`);
  }

  gap(): void {
    this.#text += '\n';
  }

  /** @throws keepalived.cannot-express where a value cannot be written; `what` is the path it has in the lab. */
  statement(what: string, keyword: string, ...values: (string | number)[]): void {
    const words = values.map((value) => {
      const word = quoteWord(String(value));
      if (word === undefined)
        throw fail('keepalived.cannot-express', { what, value: what.endsWith('.authPass') ? '…' : value });
      return word;
    });
    this.#line([keyword, ...words].join(' ').trim());
  }

  /** `keyword "PROGRAM ARGUMENTS" [USER]` */
  command(what: string, keyword: string, command: readonly string[], user?: string): void {
    const quoted = quoteCommand(command);
    if (quoted === undefined) throw fail('keepalived.cannot-express', { what, value: command.join(' ') });
    this.#line([keyword, quoted, ...(user === undefined ? [] : [user])].join(' '));
  }

  /** `first` is the block's keyword with its name. */
  block(first: readonly [keyword: string, name?: string], fill: () => void): void {
    const [keyword, name] = first;
    this.#line(name === undefined ? `${keyword} {` : `${keyword} ${quoteWord(name)} {`);
    this.#depth += 1;
    fill();
    this.#depth -= 1;
    this.#line('}');
  }

  #line(text: string): void {
    this.#text += `${'    '.repeat(this.#depth)}${text}\n`;
  }
}

/** Milliseconds as decimal seconds. */
export const secondsText = (milliseconds: number) => String(Number((milliseconds / 1000).toFixed(6)));
