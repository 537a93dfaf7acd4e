import { isIPv6 } from 'node:net';
import { UsageError } from './command.ts';

/** HOST, HOST:PORT, an IPv6 address as it is, or one in brackets with a port (RFC 3986, 3.2.2). @throws UsageError */
export function hostAndPort(text: string): { host: string; port: number } {
  if (isIPv6(text)) return { host: text, port: 22 };
  const [, inBrackets, name, port = '22'] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = inBrackets ?? name;
  const isHost = host !== undefined && (inBrackets === undefined || isIPv6(inBrackets));
  const number = Number(port);
  if (!isHost || number < 1 || number > 65_535) throw new UsageError(`“${text}” is not HOST[:PORT]`);
  return { host, port: number };
}
