import type { PreflightCheck, PreflightFix } from '../../protocol/contract/preflight.ts';
import { fail } from '../../protocol/contract/problem.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import { lockHost } from '../deploy/host-lock.ts';
import { ruleMark } from '../deploy/own-rules.ts';
import type { Host } from '../ssh/host.ts';
import { blockingSide, judgeVrrpPasses, packetOf } from './checks/vrrp-passes.ts';
import { explainLoss } from './firewall/explain.ts';
import type { Blocker } from './firewall/nft-blocker.ts';
import { headerMatch, type VrrpPacket } from './firewall/nft-match.ts';
import { toCheck } from './outcome.ts';
import { directions } from './preflight.ts';
import type { Visited } from './visit.ts';
import { judgeNode, type VisitParts, visitNode } from './visit-node.ts';
import { vrrpPath } from './wire/judge-vrrp.ts';
import { observeWire } from './wire/observe.ts';

/**
 * Applies one fix, under the host's lock, and looks again: resolves to the checks that it was for, as they are now.
 * Rejects with `host.*`, deploy.locked or request.invalid.
 */
export async function applyFix(
  parts: VisitParts,
  lab: Lab,
  nodeName: string,
  fix: PreflightFix,
): Promise<PreflightCheck[]> {
  const node = lab.nodes.find(({ name }) => name === nodeName);
  if (!node) throw fail('request.invalid', { detail: `${lab.name} has no node ${nodeName}` });
  if (fix === 'allow-vrrp') return allowVrrp(parts, lab, nodeName);
  const site = await visitNode(parts, lab, node);
  try {
    await locked(site.host, () =>
      fix === 'interface-up'
        ? site.host.check(['ip', 'link', 'set', node.interface, 'up'])
        : site.host.check(['systemctl', 'start', 'nginx']),
    );
  } finally {
    site.host.session.close();
  }
  const code = fix === 'interface-up' ? 'interface' : 'service';
  const after = await visitNode(parts, lab, node);
  after.host.session.close();
  return judgeNode(parts, lab, after).filter((check) => check.code === code);
}

async function locked(host: Host, work: () => Promise<unknown>): Promise<void> {
  const { release } = await lockHost(host);
  try {
    await work();
  } finally {
    await release();
  }
}

/**
 * Finds out anew who drops what is sent to the node, and has protocol 112 accepted before that rule. What the page
 * showed is not trusted: rules may have changed since.
 */
async function allowVrrp(parts: VisitParts, lab: Lab, toName: string): Promise<PreflightCheck[]> {
  const sites = await visitBoth(parts, lab);
  const { signal } = new AbortController();
  const look = async () => {
    const picture = await observeWire(parts.clock, lab, sites, signal);
    const direction = directions(sites, picture).find(({ to }) => to.seen.node === toName);
    if (!direction) throw fail('request.invalid', { detail: `${lab.name} has no node ${toName}` });
    return direction;
  };
  try {
    const direction = await look();
    for (const probe of direction.from.seen.probes) {
      const path = vrrpPath(direction.from.seen, direction.to.seen, probe);
      if (path !== 'blocked-in' && path !== 'blocked-out') continue;
      const { host } = blockingSide(direction, path).site;
      const packet = packetOf(direction, path, probe);
      const why = await explainLoss(host, packet);
      if (why.by === 'nft') await locked(host, () => host.check(acceptArgv(why.blocker, packet)));
    }
    return [toCheck(toName, 'vrrp-passes', await judgeVrrpPasses(await look()))];
  } finally {
    for (const { host } of sites) host.session.close();
  }
}

/** Where one of the two cannot be reached, the other is left, too. */
async function visitBoth(parts: VisitParts, lab: Lab): Promise<[Visited, Visited]> {
  const [first, second] = await Promise.allSettled(lab.nodes.map((node) => visitNode(parts, lab, node)));
  if (first?.status === 'fulfilled' && second?.status === 'fulfilled') return [first.value, second.value];
  for (const site of [first, second]) if (site?.status === 'fulfilled') site.value.host.session.close();
  throw [first, second].find((site) => site?.status === 'rejected')?.reason;
}

/** Before every rule of the chain, and marked: an uninstall takes it away. The names come from the host: nft reads its arguments as one text again. */
function acceptArgv({ family, table, chain }: Blocker, packet: VrrpPacket): string[] {
  for (const name of [family, table, chain])
    if (!/^[\w./-]+$/.test(name)) throw fail('request.invalid', { detail: `nft name ${name}` });
  const rule = [...headerMatch(packet), 'accept', 'comment', `"${ruleMark}"`];
  return ['nft', 'insert', 'rule', family, table, chain, ...rule];
}
