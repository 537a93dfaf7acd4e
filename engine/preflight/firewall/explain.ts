import type { Host } from '../../ssh/host.ts';
import { findIptablesBlocker, type IptablesBlocker } from './iptables.ts';
import { type Blocker, findBlocker } from './nft-blocker.ts';
import type { VrrpPacket } from './nft-match.ts';
import { parseRuleset } from './nft-ruleset.ts';

export type Explanation =
  | { by: 'nft'; blocker: Blocker; rule: string }
  | { by: 'iptables'; program: string; blocker: IptablesBlocker }
  | { by: 'unknown' };

/** Which rule of this host drops the packet; reads its rules and changes none. */
export async function explainLoss(host: Host, packet: VrrpPacket): Promise<Explanation> {
  const ruleset = parseRuleset((await host.run(['nft', '-j', 'list', 'ruleset'])).stdout);
  const blocker = ruleset && findBlocker(ruleset, packet);
  if (blocker) return { by: 'nft', blocker, rule: await ruleText(host, blocker) };
  // Where both kinds are there, iptables-save shows nft's.
  const name = packet.family === 4 ? 'iptables' : 'ip6tables';
  for (const program of [`${name}-legacy`, name]) {
    const { status, stdout } = await host.run([`${program}-save`, '-t', 'filter']);
    const older = status === 0 ? findIptablesBlocker(stdout, packet) : null;
    if (older) return { by: 'iptables', program, blocker: older };
  }
  return { by: 'unknown' };
}

/** As the host's own nft prints it, with its place: what a person would look for. */
async function ruleText(host: Host, { family, table, chain, handle }: Blocker): Promise<string> {
  const place = `${family} ${table} ${chain}`;
  if (handle === null) return `${place}: policy drop`;
  const { stdout } = await host.run(['nft', '-a', 'list', 'chain', family, table, chain]);
  const line = stdout.split('\n').find((text) => text.endsWith(`# handle ${handle}`));
  return `${place}: ${line?.trim() ?? `handle ${handle}`}`;
}
