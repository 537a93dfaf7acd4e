import { fail } from '../../protocol/contract/problem.ts';
import type { SwitchoverEvent } from '../../protocol/contract/switchover.ts';
import type { AgentEvent, AgentStatus, RouterStatus } from '../../protocol/control/agent-messages.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { addressOf } from '../deploy/canonical-vip.ts';

/** What nodes' reports and frames say about one virtual router. */

export const familyOf = ({ vips }: VirtualRouter): 4 | 6 => (isIpv6(vips[0] ?? '') ? 6 : 4);

/** The router and those that move with it: the members of its sync group. */
export function movingTogether(lab: Lab, router: VirtualRouter): VirtualRouter[] {
  const { syncGroup } = router;
  if (syncGroup === undefined) return [router];
  return lab.virtualRouters.filter((other) => other.syncGroup === syncGroup);
}

/** @throws ProblemError switchover.unknown-router */
export function statusOf(status: AgentStatus, router: VirtualRouter, node: LabNode): RouterStatus {
  const family = familyOf(router);
  const found = status.routers.find(
    (each) => each.vrid === router.vrid && each.family === family && each.interface === node.interface,
  );
  if (!found) throw fail('switchover.unknown-router', { node: node.name, vrid: router.vrid });
  return found;
}

export function transitionOf(event: AgentEvent, router: VirtualRouter) {
  const { transition } = event;
  return transition?.vrid === router.vrid && transition.family === familyOf(router) ? transition : undefined;
}

/** Of a frame after the request: what it says of the new master. @param oldMaster whose adverts say nothing new */
export function frameEvent(
  { vrrp, ip, arp, ndp }: Frame,
  router: VirtualRouter,
  oldMaster: string | null,
): SwitchoverEvent['what'] | null {
  if (vrrp) return vrrp.vrid === router.vrid && vrrp.priority > 0 && ip?.src !== oldMaster ? 'advert' : null;
  const addresses = router.vips.map(addressOf);
  const isAnnounced = arp
    ? arp.gratuitous && addresses.includes(arp.senderIp)
    : ndp && !ndp.solicited && addresses.includes(ndp.target);
  return isAnnounced ? 'announcement' : null;
}
