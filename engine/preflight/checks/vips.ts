import { isIpv6 } from '../../../protocol/lab/router-rules.ts';
import type { Lab } from '../../../protocol/lab/schema.ts';
import { addressOf } from '../../deploy/canonical-vip.ts';
import { checkInterface, checkVips, edgeOf, ownSubnets } from '../../deploy/node-check.ts';
import { checkOwnAddresses } from '../../deploy/own-address.ts';
import { formatSubnet, type Subnet, subnetContains } from '../../platform/subnet.ts';
import { familyOf } from '../../topology/evidence.ts';
import type { PreflightFacts } from '../host/facts.ts';
import { byRule, failed, type Outcome, pass, warn } from '../outcome.ts';
import { linkLocalOf } from '../wire/probes.ts';
import type { HostCheck } from './host-check.ts';

/** Do the VIPs fit the interface that they are to stand on? Nothing to ask where it is not there. */
export const vips: HostCheck = {
  code: 'vips',
  judge: ({ lab, node, facts }) => {
    if (!facts.interfaces.some(({ name }) => name === node.interface)) return null;
    return byRule(() => {
      const device = checkInterface(node, facts);
      const all = lab.virtualRouters.flatMap((router) => [...router.vips, ...router.excludedVips]);
      const subnets = ownSubnets(lab, device);
      for (const vip of all) {
        const found = unusable(vip, subnets);
        if (found) return found;
      }
      checkVips(lab, node, device);
      checkOwnAddresses(lab, node, facts, [...facts.agentVips, ...replacedHolds(lab, facts)]);
      const name = { interface: node.interface };
      const isUp = facts.link?.up && facts.link.carrier;
      const isIpv6Lab = lab.virtualRouters.some((router) => familyOf(router) === 6);
      // One that is off has none either, and is another check's matter.
      if (isUp && isIpv6Lab && linkLocalOf(lab, device) === null) return failed('vips.no-link-local', name);
      for (const vip of all) {
        const better = betterPrefix(vip, subnets);
        if (better) return warn('vips.prefix-differs', { ...name, vip, ...better });
      }
      return pass('vips.fit', { ...name, vips: all.join(', ') });
    });
  },
};

/** A keepalived of somebody else's that a deploy would replace may hold the very VIPs: they are not the host's own. */
function replacedHolds({ backend }: Lab, { programs, interfaces }: PreflightFacts): string[] {
  const replaced = programs.filter(({ name, running }) => name === backend && running);
  const held = new Set(replaced.flatMap((program) => program.held.map(addressOf)));
  return interfaces.flatMap(({ name, addresses, ipv6 }) =>
    [...addresses, ...ipv6].filter((entry) => held.has(addressOf(entry))).map((entry) => `${name} ${entry}`),
  );
}

function unusable(vip: string, subnets: readonly Subnet[]): Outcome | null {
  const address = vip.split('/')[0] ?? vip;
  const found = edgeOf(address, subnets);
  return found && failed(`vips.${found.edge}-address`, { vip: address, subnet: formatSubnet(found.subnet) });
}

/** A prefix of its own is right for one address (/32); any other one that differs makes a second route. */
function betterPrefix(vip: string, subnets: readonly Subnet[]): { subnet: string; better: string } | null {
  const [address = '', prefix = ''] = vip.split('/');
  if (isIpv6(vip) || prefix === '32') return null;
  const subnet = subnets.find((candidate) => subnetContains(candidate, address));
  if (!subnet || String(subnet.prefix) === prefix) return null;
  return { subnet: formatSubnet(subnet), better: `${address}/${subnet.prefix}` };
}
