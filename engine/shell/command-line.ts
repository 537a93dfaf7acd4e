import { parseArgs } from 'node:util';
import { toProblem } from '../../protocol/contract/problem.ts';
import { type Command, exitStatus, type Options, UsageError } from './command.ts';
import { refuseForeign } from './command-shape.ts';
import type { OwnEngine } from './own-engine.ts';
import { jsonText, visible, visibleField, visibleLines } from './terminal.ts';

/** Each is loaded only when it is run. */
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./commands/serve.ts')).serve,
  interfaces: async () => (await import('./commands/hosts.ts')).interfaces,
  discover: async () => (await import('./commands/hosts.ts')).discover,
  trust: async () => (await import('./commands/hosts.ts')).trust,
  inspect: async () => (await import('./commands/inspect.ts')).inspect,
  preflight: async () => (await import('./commands/preflight.ts')).preflight,
  plan: async () => (await import('./commands/plan.ts')).plan,
  deploy: async () => (await import('./commands/deploy.ts')).deploy,
  status: async () => (await import('./commands/status.ts')).status,
  switchover: async () => (await import('./commands/switchover.ts')).switchover,
  uninstall: async () => (await import('./commands/deploy.ts')).uninstall,
  sniff: async () => (await import('./commands/sniff.ts')).sniff,
  decode: async () => (await import('./commands/decode.ts')).decode,
  lint: async () => (await import('./commands/lint.ts')).lint,
  keepalived: async () => (await import('./commands/keepalived.ts')).keepalived,
  drill: async () => (await import('./commands/drills.ts')).drill,
  halt: async () => (await import('./commands/drills.ts')).halt,
  reports: async () => (await import('./commands/drills.ts')).reports,
};

const usage = `Usage: tandem COMMAND [--json] [--data DIR]

  serve [--port N] [--no-open]                 the full interface for a browser on this machine
  interfaces                                   local interfaces, and whether capture is allowed there
  discover CIDR [--wide]                       hosts on the segment; --wide: more than a /22
  trust HOST[:PORT] [--accept SHA256:… [--replace]]   the host's SSH keys; remember one
  inspect [USER@]HOST[:PORT] [--key FILE | --password-env NAME]   what the host is, runs and holds
  preflight LAB                                every check of both hosts and of the wire, before anything is changed
  plan LAB                                     what deploy would do, in order, with file diffs
  deploy LAB [--install-keepalived] [--replace-keepalived-conf] [--replace-lab]
                                               push, configure, start, verify; rolls back on failure
  status LAB                                   who owns what, according to whom
  switchover LAB --vrid N --to NODE            planned hand-over without an outage
  uninstall LAB                                remove everything that deploy put there, and prove it
  sniff --interface IF [--seconds S] [--count N] [--write FILE]   live frames
  decode FILE                                  frames of a pcap or pcapng file
  lint LAB… | lint A.conf B.conf               what is wrong with a pair, before it fails
  keepalived import A.conf B.conf              a lab of two nodes' keepalived.conf
  keepalived export LAB --out DIR [--keepalived-version 2.2.7]   a lab as NODE.conf of each node
  drill --list | drill KIND LAB [--repeat N]   break it on purpose, measure, put it back
  halt LAB                                     stop every drill and revert
  reports [ID]                                 drill reports

Exit status: 0 done, 1 an expectation failed, 2 wrong usage, 3 a problem.
`;

interface Wanted {
  name: string;
  load: () => Promise<Command>;
  options: Options;
  args: string[];
}

/** Runs the command that `argv` names. @returns the exit status */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help') {
    (name === undefined ? process.stderr : process.stdout).write(usage);
    return name === undefined ? exitStatus.usage : exitStatus.done;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  let wanted: Wanted;
  try {
    if (!load) throw new UsageError(`there is no command ${name}`);
    wanted = { name, load, ...parse(name, rest) };
  } catch (error) {
    const message = visibleLines(error instanceof Error ? error.message : String(error));
    process.stderr.write(`tandem: ${message}\n\n${usage}`);
    return exitStatus.usage;
  }
  return run(wanted);
}

function parse(command: string, args: readonly string[]): { options: Options; args: string[] } {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
    options: {
      json: flag,
      data: text,
      interface: text,
      seconds: text,
      count: text,
      write: text,
      accept: text,
      key: text,
      'password-env': text,
      replace: flag,
      wide: flag,
      port: text,
      open: { type: 'boolean', default: true },
      list: flag,
      repeat: text,
      vrid: text,
      to: text,
      out: text,
      'keepalived-version': text,
      'install-keepalived': flag,
      'replace-keepalived-conf': flag,
      'replace-lab': flag,
    },
  });
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  refuseForeign(command, given, positionals);
  return { options: values, args: positionals };
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
    if (error instanceof UsageError) {
      say(`tandem ${name}: ${error.message}\n\n${usage}`);
      return exitStatus.usage;
    }
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
