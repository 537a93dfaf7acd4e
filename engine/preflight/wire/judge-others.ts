import { fail } from '../../../protocol/contract/problem.ts';
import type { Lab } from '../../../protocol/lab/schema.ts';
import { isOfLab, isOwn } from '../../deploy/strangers.ts';
import { byRule, type Outcome, pass, warn } from '../outcome.ts';
import { framesOf } from './frames.ts';
import type { WirePicture } from './observation.ts';
import { ipv4Vips, probeCount } from './observe.ts';

/** Does anybody but the lab's own speakers advertise a VRID of the lab? What either node saw counts. */
export function judgeVrids(lab: Lab, picture: WirePicture): Outcome {
  return whereSeen(picture, () => {
    const vrids = lab.virtualRouters.map(({ vrid }) => vrid);
    for (const node of picture.nodes)
      for (const { ip, link, vrrp } of framesOf(node, ['in', 'out'])) {
        // Priority 0 says good-bye; the type tells an advert from anything else (RFC 9568, 5.2.2).
        if (!ip || !vrrp || vrrp.type !== 1 || vrrp.priority === 0) continue;
        const isKnown = picture.nodes.some(({ own }) => isOwn(own, ip.src, link?.src));
        if (isOfLab(lab, vrrp.vrid, ip.version) && !isKnown)
          throw fail('deploy.other-vrrp', { source: ip.src, vrid: vrrp.vrid });
      }
    const params = { vrids: `VRID ${vrids.join(', ')}`, seconds: (picture.listenedMs / 1000).toFixed(1) };
    return pass('vrid-free.yes', params);
  });
}

/**
 * Does anybody but the nodes have a VIP? An answer says so, and so does every other ARP packet that claims it
 * (RFC 5227, 2.1.1).
 */
export function judgeVips(lab: Lab, picture: WirePicture): Outcome {
  const vips = ipv4Vips(lab);
  if (vips.length === 0) return warn('wire.ipv6-not-checked');
  return whereSeen(picture, () => {
    const own = picture.nodes.flatMap(({ macs }) => macs);
    for (const node of picture.nodes)
      for (const { arp } of framesOf(node, ['in']))
        if (arp && vips.includes(arp.senderIp) && !own.includes(arp.senderMac))
          throw fail('deploy.vip-in-use', { mac: arp.senderMac, vip: arp.senderIp });
    return pass('vip-unused.yes', { vips: vips.join(', '), count: probeCount });
  });
}

/** One node that looks is enough; where none can, nothing is claimed. */
function whereSeen(picture: WirePicture, judge: () => Outcome): Outcome {
  const [first, second] = picture.nodes;
  if (first.unseen !== null && second.unseen !== null)
    return warn('wire.not-checked', { node: `${first.node}, ${second.node}`, reason: first.unseen });
  return byRule(judge);
}
