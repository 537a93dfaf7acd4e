import { spawn } from 'node:child_process';
import { addressFamily } from '../../protocol/wire/address.ts';

/**
 * Accept_Mode false (RFC 9568, 6.1): a master that does not own the VIPs forwards for them but takes nothing that is
 * sent to them, except for neighbour discovery; ARP never meets this filter. One table of nftables for all virtual
 * routers, so that whoever cleans up has one name to know.
 */
export const FILTER_TABLE = 'tandem_agent';

/** Where a VIP may be sent to from outside. */
export interface FilteredAddress {
  /** The interface whose clients see it; a link-local address means nothing on others. */
  interface: string;
  address: string;
}

/** Runs nft(8) with these arguments and this on its standard input. @throws Error with what it complained about */
export type RunNft = (args: string[], input: string) => Promise<void>;

/** Drops what is sent to `addresses` from now on, instead of what was dropped before. @throws Error of `run` */
export async function dropTraffic(
  addresses: readonly FilteredAddress[],
  run: RunNft = runNft,
): Promise<void> {
  await run(['-f', '-'], filterRules(addresses));
}

/** @throws Error of `run` */
export async function acceptTraffic(run: RunNft = runNft): Promise<void> {
  await run(['-f', '-'], withoutTable);
}

/** Deletes it also where there is none: nft has no "if it exists" before 1.0.8. */
const withoutTable = `add table inet ${FILTER_TABLE}\ndelete table inet ${FILTER_TABLE}\n`;

/** nft takes all of it or none. */
export function filterRules(addresses: readonly FilteredAddress[]): string {
  const rules = addresses.map(({ interface: name, address }) => {
    if (addressFamily(address) === 4) return `ip daddr ${address} drop`;
    const only = /^fe[89ab]/i.test(address) ? `iifname "${name}" ` : '';
    return `${only}ip6 daddr ${address} drop`;
  });
  return `${withoutTable}table inet ${FILTER_TABLE} {
  chain input {
    type filter hook input priority filter; policy accept;
    iif "lo" accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    ${rules.join('\n    ')}
  }
}
`;
}

const runNft: RunNft = (args, input) =>
  new Promise((resolve, reject) => {
    const child = spawn('nft', args, { stdio: ['pipe', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(0, 4096);
    });
    child.on('error', (error) => reject(new Error('nftables is not installed (nft)', { cause: error })));
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`nft: ${complaint.trim() || `exit status ${status}`}`));
    });
    // One that ended early has said why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
