import { UsageError } from './command.ts';

/** What a command takes, besides what every command does. */
interface CommandShape {
  /** How many arguments at most; how many at least each command says itself, by name. */
  atMost: number;
  options?: readonly string[];
}

const common = ['json', 'data'];

export const shapes: Readonly<Record<string, CommandShape>> = {
  serve: { atMost: 0, options: ['port', 'open'] },
  interfaces: { atMost: 0 },
  discover: { atMost: 1, options: ['interface', 'wide'] },
  trust: { atMost: 1, options: ['accept', 'replace'] },
  inspect: { atMost: 1, options: ['key', 'password-env'] },
  preflight: { atMost: 1 },
  plan: { atMost: 1 },
  deploy: { atMost: 1, options: ['install-keepalived', 'replace-keepalived-conf', 'replace-lab'] },
  status: { atMost: 1 },
  switchover: { atMost: 1, options: ['vrid', 'to'] },
  uninstall: { atMost: 1 },
  sniff: { atMost: 0, options: ['interface', 'seconds', 'count', 'write'] },
  decode: { atMost: 1 },
  lint: { atMost: Number.POSITIVE_INFINITY },
  keepalived: { atMost: 3, options: ['out', 'keepalived-version'] },
  drill: { atMost: 2, options: ['list', 'repeat'] },
  halt: { atMost: 1 },
  reports: { atMost: 1 },
};

/**
 * What would be ignored is refused: a word too many may be the one that somebody counts on.
 * @param given the names of the options that were given
 * @throws UsageError
 */
export function refuseForeign(command: string, given: readonly string[], args: readonly string[]): void {
  const { atMost = 0, options = [] } = shapes[command] ?? {};
  const foreign = given.find((option) => !common.includes(option) && !options.includes(option));
  if (foreign !== undefined) throw new UsageError(`${command} takes no option --${foreign}`);
  const extra = args[atMost];
  if (extra !== undefined) throw new UsageError(`${command} does not know what to do with “${extra}”`);
}
