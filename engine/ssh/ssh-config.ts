import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { fail } from '../../protocol/contract/problem.ts';
import { defaultKnownHostsFiles } from './known-hosts.ts';

/** A host as a lab, a person or a jump names it, and where ssh's configuration says that it is. */
export interface Endpoint {
  /** As it was named; Tandem's own store knows it under this name and port. */
  host: string;
  port: number;
  user: string;
  hostName: string;
  connectPort: number;
  /** HostKeyAlias: the name in known_hosts. */
  keyAlias: string | null;
  knownHostsFiles: string[];
  identityFiles: string[];
  /** A socket; `SSH_AUTH_SOCK` or null stand for the environment's, `none` for no agent. */
  identityAgent: string | null;
  /** `[user@]host[:port]` of every ProxyJump, the first one first. */
  jumps: string[];
}

export interface Destination {
  host: string;
  port: number;
  /** Absent: ssh's configuration names one, or it is the name of who asks. */
  user?: string | undefined;
}

/** Asks the ssh program; null where there is none. Rejects with what it printed. */
export type AskSsh = (argv: readonly string[]) => Promise<string | null>;

const defaultPort = 22;
const plainHost = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,254}$|^[0-9A-Fa-f:]{2,45}(%[A-Za-z0-9._-]{1,15})?$/;
const plainUser = /^[A-Za-z0-9_][A-Za-z0-9._@\\-]{0,254}\$?$/;

/**
 * Where ssh would connect to. What the lab says explicitly wins: its user, and its port unless that is 22, the default;
 * `Port`, `HostName`, `ProxyJump`, the agent, the known_hosts files come from ssh's configuration. Throws
 * request.invalid for a text that is no host or user, host.ssh-config-invalid where ssh refuses its configuration.
 */
export async function resolveEndpoint({ host, port, user }: Destination, ask: AskSsh): Promise<Endpoint> {
  if (!plainHost.test(host)) throw fail('request.invalid', { detail: 'host: neither an address nor a name' });
  if (user !== undefined && !plainUser.test(user))
    throw fail('request.invalid', { detail: 'user: no user name' });
  const portArgument = port === defaultPort ? [] : ['-p', String(port)];
  const userArgument = user === undefined ? [] : ['-l', user];
  const answer = await ask(['-G', '-T', ...portArgument, ...userArgument, '--', host]).catch((error) => {
    throw fail('host.ssh-config-invalid', { host }, error);
  });
  const said = parseAnswer(answer ?? '');
  const one = (key: string) => said.get(key)?.[0];
  const files = (key: string) => (one(key) ?? '').split(' ').filter(isPath).map(expandHome);
  const knownHostsFiles = [...files('userknownhostsfile'), ...files('globalknownhostsfile')];
  const jump = one('proxyjump');
  return {
    host,
    port,
    user: user ?? one('user') ?? '',
    hostName: one('hostname') ?? host,
    connectPort: Number(one('port') ?? port),
    keyAlias: one('hostkeyalias') ?? null,
    knownHostsFiles: answer === null ? defaultKnownHostsFiles() : knownHostsFiles,
    identityFiles: (said.get('identityfile') ?? []).filter(isPath).map(expandHome),
    identityAgent: one('identityagent') ?? null,
    jumps: jump === undefined || jump === 'none' ? [] : jump.split(','),
  };
}

/** `[user@]host[:port]`, with an IPv6 address in brackets (ssh_config(5), ProxyJump). Throws request.invalid. */
export function parseJump(text: string): Destination {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^@:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[2] ?? match?.[3];
  if (!host) throw fail('request.invalid', { detail: 'ProxyJump: not [user@]host[:port]' });
  return { host, port: Number(match?.[4] ?? defaultPort), user: match?.[1] };
}

const isPath = (file: string) => file !== '' && file !== 'none';
const expandHome = (file: string) => (file.startsWith('~/') ? `${homedir()}${file.slice(1)}` : file);

/** Lines of a key in lower case, a space, and a value; some keys come more than once. */
function parseAnswer(answer: string): Map<string, string[]> {
  const said = new Map<string, string[]>();
  for (const line of answer.split('\n')) {
    const space = line.indexOf(' ');
    if (space <= 0) continue;
    const key = line.slice(0, space).toLowerCase();
    said.set(key, [...(said.get(key) ?? []), line.slice(space + 1).trim()]);
  }
  return said;
}

const timeoutMs = 3000;

/** `configFile` instead of the user's own configuration. `ssh -G` prints what would be done, and connects nowhere. */
export function sshProgram(configFile?: string): AskSsh {
  const config = configFile === undefined ? [] : ['-F', configFile];
  return (argv) =>
    new Promise((resolve, reject) => {
      const options = { timeout: timeoutMs, maxBuffer: 1024 * 1024, killSignal: 'SIGKILL' as const };
      const child = execFile('ssh', [...config, ...argv], options, (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else if (error.code === 'ENOENT') resolve(null);
        else reject(new Error(stderr.trim().slice(0, 500) || (error.killed ? 'no answer' : error.message)));
      });
      child.stdin?.end();
    });
}
