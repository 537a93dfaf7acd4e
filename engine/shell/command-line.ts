import { parseArgs } from 'node:util';
import { toProblem } from '../../protocol/contract/problem.ts';
import type { Options } from './command.ts';
import { type CommandEntry, commandTable, commonOptions, entryOf, refuseForeign } from './command-table.ts';
import { exitStatus, UsageError } from './exit-status.ts';
import { completion, helpOf } from './help.ts';
import type { OwnEngine } from './own-engine.ts';
import { jsonText, visible, visibleField, visibleLines } from './terminal.ts';
import { ownVersion } from './version.ts';

interface Wanted {
  name: string;
  load: CommandEntry['load'];
  options: Options;
  args: string[];
}

/** Runs the command that `argv` names. @returns the exit status */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const isHelp = (word: string | undefined) => word === '--help' || word === '-h';
  const tell = (text: string) => {
    process.stdout.write(text);
    return exitStatus.done;
  };
  if (name === undefined) return misused('', new UsageError('a command is missing'));
  if (name === 'help' || isHelp(name)) return tell(helpOf(rest[0] ?? ''));
  if (name === 'version' || name === '--version') return tell(`${ownVersion()}\n`);
  if (name === 'completion') return tell(completion());
  const entry = entryOf(name);
  if (!entry) return misused('', new UsageError(`there is no command ${name}`));
  if (rest.some(isHelp)) return tell(helpOf(name));
  let given: Pick<Wanted, 'options' | 'args'>;
  try {
    given = parse(name, rest);
  } catch (error) {
    return misused(name, error);
  }
  return run({ name, load: entry.load, ...given });
}

/** What is wrong and where to read on, for people. */
function misused(name: string, error: unknown): number {
  const command = name === '' ? 'tandem' : `tandem ${name}`;
  const text = error instanceof Error ? error.message : String(error);
  // Of what parseArgs says its first sentence; the second is about words that begin with a hyphen.
  const message = error instanceof UsageError ? text : text.split('. ')[0];
  process.stderr.write(`${command}: ${visibleLines(message ?? text)}\nSee: ${command} --help\n`);
  return exitStatus.usage;
}

/** Every option of any command is known, so that one of another command is refused by its name. */
const everyOption = Object.fromEntries(
  [{ options: commonOptions }, ...Object.values(commandTable)].flatMap(({ options = {} }) =>
    Object.entries(options).map(([name, { value, isOn = false }]) => [
      name,
      value === undefined ? ({ type: 'boolean', default: isOn } as const) : ({ type: 'string' } as const),
    ]),
  ),
);

/** @throws UsageError, and what parseArgs throws of an option that it does not know, or without its value */
function parse(command: string, words: readonly string[]): Pick<Wanted, 'options' | 'args'> {
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
    options: everyOption,
  });
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  refuseForeign(command, given, positionals);
  return { options: values as unknown as Options, args: positionals };
}

async function run({ name, load, options, args }: Wanted): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  // Whoever read our output has gone (… | head): the same as Ctrl+C.
  process.stdout.on('error', () => stop.abort());
  const say = (text: string) => process.stderr.write(`${visible(text)}\n`);
  const print = (value: unknown, text: string) =>
    process.stdout.write(`${options.json ? jsonText(value) : visible(text)}\n`);
  let own: OwnEngine | null = null;
  try {
    const [{ openOwnEngine }, command] = await Promise.all([import('./own-engine.ts'), load()]);
    own = await openOwnEngine(options.data, name === 'serve' ? 'server' : 'cli');
    const { client, engine } = own;
    return await command({ client, engine, args, options, print, say, signal: stop.signal });
  } catch (error) {
    if (error instanceof UsageError) return misused(name, error);
    const { code, message, hint, cause } = toProblem(error);
    if (options.json)
      process.stdout.write(
        `${jsonText({ problem: { code, message, hint, ...(cause ? { cause } : {}) } })}\n`,
      );
    else
      say(
        [visibleField(message), visibleField(hint), ...(cause ? [`Cause: ${visibleLines(cause)}`] : [])].join(
          '\n',
        ),
      );
    return exitStatus.problem;
  } finally {
    await own?.engine.close();
  }
}
