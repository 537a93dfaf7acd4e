/** A rule of the older tables (iptables-legacy), which nft does not show. */
export interface IptablesBlocker {
  chain: 'INPUT' | 'OUTPUT';
  /** As iptables-save prints it. */
  rule: string;
}

/**
 * The first rule of the chain that drops protocol 112 and asks nothing else but interface and addresses, or a dropping
 * policy that nothing accepts it before. Rules with more conditions are passed over.
 */
export function findIptablesBlocker(save: string, chain: IptablesBlocker['chain']): IptablesBlocker | null {
  const lines = save.split('\n').map((line) => line.trim());
  const filter = lines.slice(lines.indexOf('*filter') + 1);
  const end = filter.indexOf('COMMIT');
  const table = end < 0 ? filter : filter.slice(0, end);
  for (const rule of table.filter((line) => line.startsWith(`-A ${chain} `))) {
    if (!asksOnlyProtocol(rule)) continue;
    if (/ -j ACCEPT\b/.test(rule)) return null;
    if (/ -j (DROP|REJECT)\b/.test(rule)) return { chain, rule };
  }
  const policy = table.find((line) => line.startsWith(`:${chain} DROP`));
  return policy === undefined ? null : { chain, rule: `-P ${chain} DROP` };
}

function asksOnlyProtocol(rule: string): boolean {
  const conditions = rule
    .replace(/^-A \S+/, '')
    .replace(/ -j .*$/, '')
    .trim();
  return conditions === '' || /^-p (112|vrrp)$/.test(conditions);
}
