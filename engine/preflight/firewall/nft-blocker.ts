import { factOf, fits, type Match, matches, type VrrpPacket } from './nft-match.ts';
import type { NftChain, NftRule, NftRuleset } from './nft-ruleset.ts';

/** What drops the packet: a rule, or the policy of a chain where `handle` is null. */
export interface Blocker {
  family: string;
  table: string;
  chain: string;
  handle: number | null;
}

type Verdict = { kind: 'accept' | 'return' | 'go-on' } | { kind: 'drop'; by: Blocker };

/** Hooks in the order in which a packet meets them (nft(8), ADDRESS FAMILIES). */
const hooks = { in: ['ingress', 'prerouting', 'input'], out: ['output', 'postrouting', 'egress'] };
const families = { 4: ['ip', 'inet', 'netdev'], 6: ['ip6', 'inet', 'netdev'] };
const maxDepth = 16;

/**
 * The rule or policy that drops a packet of protocol 112; null where no rule that can be understood does. A drop is
 * final, an accept ends only its own base chain (nft(8), VERDICT STATEMENTS).
 */
export function findBlocker(ruleset: NftRuleset, packet: VrrpPacket): Blocker | null {
  for (const hook of hooks[packet.direction]) {
    const chains = ruleset.chains
      .filter((chain) => chain.hook === hook && families[packet.family].includes(chain.family))
      .filter((chain) => isOn(chain, packet))
      .sort((a, b) => (a.prio ?? 0) - (b.prio ?? 0));
    for (const chain of chains) {
      const verdict = judgeChain(ruleset, chain, packet, 0);
      if (verdict.kind === 'drop') return verdict.by;
      if (verdict.kind !== 'accept' && chain.policy === 'drop')
        return { family: chain.family, table: chain.table, chain: chain.name, handle: null };
    }
  }
  return null;
}

function isOn({ dev }: NftChain, packet: VrrpPacket): boolean {
  return dev === undefined || [dev].flat().includes(packet.interface);
}

function judgeChain(ruleset: NftRuleset, chain: NftChain, packet: VrrpPacket, depth: number): Verdict {
  const rules = ruleset.rules.filter(
    ({ family, table, chain: name }) =>
      family === chain.family && table === chain.table && name === chain.name,
  );
  for (const rule of rules) {
    const verdict = judgeRule(ruleset, rule, packet, depth);
    if (verdict.kind !== 'go-on') return verdict;
  }
  return { kind: 'go-on' };
}

const goOn: Verdict = { kind: 'go-on' };

function judgeRule(ruleset: NftRuleset, rule: NftRule, packet: VrrpPacket, depth: number): Verdict {
  for (const expression of rule.expr) {
    const [name = '', value] = Object.entries(expression)[0] ?? [];
    switch (name) {
      case 'match':
        if (matches(value, packet) !== 'yes') return goOn;
        break;
      case 'vmap': {
        const chosen = chooseFromMap(value, packet);
        if (chosen) return apply(ruleset, rule, chosen, packet, depth);
        break;
      }
      case 'accept':
      case 'drop':
      case 'reject':
      case 'return':
      case 'jump':
      case 'goto':
        return apply(ruleset, rule, expression, packet, depth);
      // They watch or mark, and the packet goes on.
      case 'counter':
      case 'log':
      case 'mangle':
      case 'comment':
        break;
      default:
        return goOn;
    }
  }
  return goOn;
}

/** `left vmap { key : verdict, … }`. */
function chooseFromMap(map: unknown, packet: VrrpPacket): Record<string, unknown> | null {
  const { key, data } = map as { key: unknown; data: { set?: [unknown, Record<string, unknown>][] } };
  const values = factOf(key, packet);
  if (values === undefined || !Array.isArray(data?.set)) return null;
  const isMatch = (entry: unknown): Match => fits(values, entry);
  return data.set.find(([entry]) => isMatch(entry) === 'yes')?.[1] ?? null;
}

function apply(
  ruleset: NftRuleset,
  rule: NftRule,
  verdict: Record<string, unknown>,
  packet: VrrpPacket,
  depth: number,
): Verdict {
  const { family, table, chain, handle } = rule;
  const [name = '', value] = Object.entries(verdict)[0] ?? [];
  if (name === 'accept' || name === 'return') return { kind: name };
  if (name === 'drop' || name === 'reject') return { kind: 'drop', by: { family, table, chain, handle } };
  if ((name !== 'jump' && name !== 'goto') || depth >= maxDepth) return goOn;
  const target = (value as { target?: string } | null)?.target;
  const next = ruleset.chains.find(
    (entry) => entry.family === family && entry.table === table && entry.name === target,
  );
  if (!next) return goOn;
  const inner = judgeChain(ruleset, next, packet, depth + 1);
  if (inner.kind !== 'go-on' && inner.kind !== 'return') return inner;
  // goto does not come back: what is left is the base chain's policy.
  return name === 'goto' ? { kind: 'return' } : goOn;
}
