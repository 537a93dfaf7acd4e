import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toProblem } from '../../protocol/contract/problem.ts';
import { createClient } from '../../protocol/rpc/client.ts';
import { createMemoryPortPair } from '../../protocol/rpc/port.ts';
import { serve as serveRpc } from '../../protocol/rpc/server.ts';
import { createEngine } from '../engine.ts';
import { defaultDataFolder } from '../platform/data-folder.ts';
import { type Command, exitStatus, type Options, UsageError } from './command.ts';
import { refuseForeign } from './command-shape.ts';
import { decode } from './commands/decode.ts';
import { deploy, uninstall } from './commands/deploy.ts';
import { drill, halt, reports } from './commands/drills.ts';
import { discover, interfaces, trust } from './commands/hosts.ts';
import { inspect } from './commands/inspect.ts';
import { keepalived } from './commands/keepalived.ts';
import { lint } from './commands/lint.ts';
import { plan } from './commands/plan.ts';
import { preflight } from './commands/preflight.ts';
import { serve } from './commands/serve.ts';
import { sniff } from './commands/sniff.ts';
import { status } from './commands/status.ts';
import { switchover } from './commands/switchover.ts';
import { jsonText, visible, visibleField, visibleLines } from './terminal.ts';

const commands: Record<string, Command> = {
  serve,
  interfaces,
  discover,
  trust,
  inspect,
  preflight,
  plan,
  deploy,
  status,
  switchover,
  uninstall,
  sniff,
  decode,
  lint,
  keepalived,
  drill,
  halt,
  reports,
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

const packageFile = new URL('../../package.json', import.meta.url);

/** Runs the command that `argv` names. @returns the exit status */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help') {
    (name === undefined ? process.stderr : process.stdout).write(usage);
    return name === undefined ? exitStatus.usage : exitStatus.done;
  }
  const command = commands[name];
  let parsed: { options: Options; args: string[] };
  try {
    if (!command) throw new UsageError(`there is no command ${name}`);
    parsed = parse(name, rest);
  } catch (error) {
    const message = visibleLines(error instanceof Error ? error.message : String(error));
    process.stderr.write(`tandem: ${message}\n\n${usage}`);
    return exitStatus.usage;
  }
  return run(name, command, parsed.options, parsed.args);
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

async function run(name: string, command: Command, options: Options, args: string[]): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  // Whoever read our output has gone (… | head): the same as Ctrl+C.
  process.stdout.on('error', () => stop.abort());
  const say = (text: string) => process.stderr.write(`${visible(text)}\n`);
  const print = (value: unknown, text: string) =>
    process.stdout.write(`${options.json ? jsonText(value) : visible(text)}\n`);
  let engine: ReturnType<typeof createEngine> | null = null;
  try {
    engine = createEngine({
      dataFolder: options.data ?? defaultDataFolder(process.env, process.platform),
      shell: name === 'serve' ? 'server' : 'cli',
      version: (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version,
      env: process.env,
      platform: process.platform,
      uid: process.geteuid?.() ?? null,
    });
    const [own, peer] = createMemoryPortPair();
    serveRpc(peer, engine.handlers, engine.sources);
    const client = createClient(own);
    await client.ready;
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
    await engine?.close();
  }
}
