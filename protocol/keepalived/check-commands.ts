import type { Check } from '../lab/checks.ts';

/**
 * keepalived has no tracker of its own for HTTP and TCP: what stands in vrrp_script instead. The shell text is fixed;
 * what comes from a lab is handed to it as arguments, with field splitting and globbing off, so that nothing of it is
 * ever read as shell. It holds no quotes, which the releases of keepalived treat differently.
 *
 *   $1 seconds, $2 statuses with commas between, $3 URL, $4 --insecure or --no-insecure, $5 text
 */
const statusFits =
  'case ,$2, in *,$(/usr/bin/curl -s -o /dev/null -m $1 -w %{http_code} $4 $3),*) exit 0;; esac; exit 1';
const httpText = `set -f; IFS=; ${statusFits}`;
const httpContainsText = `set -f; IFS=; /usr/bin/curl -s -m $1 $4 $3 | head -c 65536 | grep -qF -e $5 || exit 1; ${statusFits}`;

const httpName = 'tandem-http';
const NETCAT = '/usr/bin/nc';
export const CURL = '/usr/bin/curl';

type Kind<K extends Check['kind']> = Extract<Check, { kind: K }>;

export function httpCommand(check: Kind<'http'>): string[] {
  const { url, status, contains, verifyCertificate, timeoutMs } = check;
  const options = [String(timeoutMs / 1000), status.join(','), url];
  const certificate = verifyCertificate ? '--no-insecure' : '--insecure';
  const text = contains === undefined ? httpText : httpContainsText;
  return [
    '/bin/sh',
    '-c',
    text,
    httpName,
    ...options,
    certificate,
    ...(contains === undefined ? [] : [contains]),
  ];
}

/** The inverse of `httpCommand`. */
export function readHttpCommand(command: readonly string[]) {
  const [shell, option, text, name, , status = '', url = '', certificate, contains] = command;
  const isOurs = shell === '/bin/sh' && option === '-c' && name === httpName;
  if (!isOurs || (text !== httpText && text !== httpContainsText)) return undefined;
  return {
    kind: 'http' as const,
    url,
    status: status.split(',').map(Number),
    verifyCertificate: certificate === '--no-insecure',
    ...(contains === undefined ? {} : { contains }),
  };
}

export function tcpCommand({ host, port, timeoutMs }: Kind<'tcp'>): string[] {
  return [NETCAT, '-z', '-w', String(Math.ceil(timeoutMs / 1000)), host, String(port)];
}

/** The inverse of `tcpCommand`. */
export function readTcpCommand(command: readonly string[]) {
  const [program, zero, wait, , host = '', port = '', ...more] = command;
  const isOurs = program === NETCAT && zero === '-z' && wait === '-w' && more.length === 0;
  return isOurs && /^\d{1,5}$/.test(port) ? { kind: 'tcp' as const, host, port: Number(port) } : undefined;
}

/**
 * What most configurations ask whether a process runs with, found by PATH, which a lab has not: the exit status says
 * whether there is one of this name (killall(1), pidof(8), pgrep(1)).
 */
export function readProcessCommand(command: readonly string[]) {
  const [, process] = /^(?:killall -0|pidof|pgrep -x) ([^\s-]\S*)$/.exec(command.join(' ')) ?? [];
  return process === undefined ? undefined : { kind: 'process' as const, process };
}
