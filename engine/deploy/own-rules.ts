import type { Host } from '../ssh/host.ts';

/** On every rule that a pre-flight's fix puts before one that drops protocol 112. */
export const ruleMark = 'tandem';

/** A rule of ours on a host: what `nft delete rule` takes. */
export interface OwnRule {
  family: string;
  table: string;
  chain: string;
  handle: string;
  /** As nft lists it. */
  text: string;
}

/** Our rules in what `nft -a list ruleset` prints (nft(8)). */
export function ownRules(listing: string): OwnRule[] {
  const found: OwnRule[] = [];
  let [family, table, chain] = ['', '', ''];
  for (const line of listing.split('\n')) {
    const opened = /^table (\S+) (\S+) \{/.exec(line) ?? /^\s+chain (\S+) \{/.exec(line);
    if (opened?.[2] !== undefined) [family, table, chain] = [opened[1] ?? '', opened[2], ''];
    else if (opened) chain = opened[1] ?? '';
    const rule = /^\s+(.*) comment "([^"]*)" # handle (\d+)$/.exec(line);
    if (rule?.[2] === ruleMark && chain !== '')
      found.push({ family, table, chain, handle: rule[3] ?? '', text: rule[1] ?? '' });
  }
  return found;
}

/** For people. */
export const ruleText = ({ family, table, chain, text }: OwnRule): string =>
  `nft ${family} ${table} ${chain}: ${text}`;

/** Empty where there is no nft. */
export async function readOwnRules(host: Host): Promise<OwnRule[]> {
  const { status, stdout } = await host.run(['nft', '-a', 'list', 'ruleset']);
  return status === 0 ? ownRules(stdout) : [];
}

/** Takes them away again; resolves to those that were there. */
export async function removeOwnRules(host: Host): Promise<OwnRule[]> {
  const rules = await readOwnRules(host);
  for (const { family, table, chain, handle } of rules)
    await host.check(['nft', 'delete', 'rule', family, table, chain, 'handle', handle]);
  return rules;
}
