/** A TCP socket that listens. */
interface Listener {
  /** `ADDRESS:PORT`; an IPv6 address in brackets, `*` for every address of both families. */
  at: string;
  /** Empty for whoever is not root. */
  program: string;
  pid: string;
}

/** A line of `ss -Hltnp` (ss(8)) or of `netstat -ltnp`, of net-tools as well as of busybox; null where it is neither. */
export function parseSocket(line: string): Listener | null {
  const words = line.trim().split(/\s+/);
  if (words[0] === 'LISTEN') {
    const [, program = '', pid = ''] = /users:\(\("([^"]+)",pid=(\d+)/.exec(line) ?? [];
    return { at: words[3] ?? '', program, pid };
  }
  if (!/^tcp6?$/.test(words[0] ?? '') || !line.includes('LISTEN')) return null;
  const [, pid = '', program = ''] = /\s(\d+)\/([^\s:]+)/.exec(line) ?? [];
  return { at: bracketed(words[3] ?? ''), program, pid };
}

/** netstat writes `:::80` where ss writes `[::]:80`. */
function bracketed(at: string): string {
  const [, address = '', port = ''] = /^(.*):(\d+)$/.exec(at) ?? [];
  return address.includes(':') ? `[${address}]:${port}` : at;
}
