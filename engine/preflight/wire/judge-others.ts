import { fail } from '../../../protocol/contract/problem.ts';
import type { Lab } from '../../../protocol/lab/schema.ts';
import type { Frame } from '../../../protocol/wire/frame.ts';
import { isOfLab, isOwn } from '../../deploy/strangers.ts';
import { byRule, type Outcome, pass, warn } from '../outcome.ts';
import { framesOf } from './frames.ts';
import { unseenOf, type WirePicture } from './observation.ts';
import { probeCount } from './observe.ts';
import { vipsOf } from './probes.ts';

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
 * Does anybody but the nodes have a VIP? An answer says so, and so does every other ARP packet (RFC 5227, 2.1.1) and
 * neighbour advertisement (RFC 4862, 5.4.4) that claims it.
 */
export function judgeVips(lab: Lab, picture: WirePicture): Outcome {
  const vips = [...vipsOf(lab, 4), ...vipsOf(lab, 6)];
  return whereSeen(picture, () => {
    const own = picture.nodes.flatMap(({ macs }) => macs);
    for (const node of picture.nodes)
      for (const frame of framesOf(node, ['in'])) {
        const claim = claimOf(frame);
        if (claim && vips.includes(claim.address) && !own.includes(claim.mac))
          throw fail('deploy.vip-in-use', { mac: claim.mac, vip: claim.address });
      }
    if (vipsOf(lab, 6).length > 0) {
      const missed = notLooked(picture, 6);
      if (missed) return missed;
    }
    return pass('vip-unused.yes', { vips: vips.join(', '), count: probeCount });
  });
}

/** Which address a frame says somebody has. */
function claimOf({ link, ip, arp, ndp }: Frame): { address: string; mac: string } | null {
  if (arp) return { address: arp.senderIp, mac: arp.senderMac };
  // What came over a router is not from this link (RFC 4861, 7.1.2).
  if (!ndp || !link || ip?.ttl !== 255) return null;
  return { address: ndp.target, mac: ndp.targetMac ?? link.src };
}

/** One node that looks is enough; where none can, nothing is claimed. */
function whereSeen(picture: WirePicture, judge: () => Outcome): Outcome {
  return notLooked(picture, 4) ?? byRule(judge);
}

function notLooked({ nodes: [first, second] }: WirePicture, family: 4 | 6): Outcome | null {
  const reason = unseenOf(first, family);
  if (reason === null || unseenOf(second, family) === null) return null;
  return warn('wire.not-checked', { node: `${first.node}, ${second.node}`, reason });
}
