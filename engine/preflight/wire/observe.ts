import type { Lab } from '../../../protocol/lab/schema.ts';
import { arpRequestFrame } from '../../../protocol/wire/arp.ts';
import { solicitationFrame } from '../../../protocol/wire/solicitation.ts';
import { addressOf } from '../../deploy/canonical-vip.ts';
import { type Clock, delay } from '../../platform/clock.ts';
import type { Visited } from '../visit.ts';
import type { Observation, WirePicture } from './observation.ts';
import { deviceOf, linkLocalOf, probesOf, vipsOf } from './probes.ts';
import { type Puppet, startPuppet } from './puppet.ts';
import { ipLine, linkLine } from './puppet-protocol.ts';

/**
 * RFC 5227, 2.1.1: PROBE_NUM; a second apart (PROBE_MIN). RFC 4861, 10: MAX_MULTICAST_SOLICIT, and RETRANS_TIMER is
 * a second, too.
 */
export const probeCount = 3;
const probeIntervalMs = 1000;
/**
 * In all. Three adverts and the longest skew at the default interval of 1 s (RFC 9568, 6.1) are 4 s, and after the last
 * ARP probe two seconds pass (RFC 5227, ANNOUNCE_WAIT). A speaker with a longer interval may not be heard: nobody can
 * know its interval beforehand.
 */
export const listenMs = 4000;

/** Both nodes speak and listen at once; a node that cannot is not waited for. */
export async function observeWire(
  clock: Clock,
  lab: Lab,
  sites: readonly [Visited, Visited],
  signal: AbortSignal,
): Promise<WirePicture> {
  const [first, second] = sites;
  const nodes = [observationOf(lab, first, second), observationOf(lab, second, first)] as const;
  const puppets = await Promise.all(sites.map((site, at) => openPuppet(site, nodes[at] as Observation)));
  const startedMs = clock.now();
  try {
    for (let turn = 0; turn < probeCount && !signal.aborted; turn++) {
      for (const [at, puppet] of puppets.entries()) if (puppet) speak(puppet, nodes[at] as Observation, lab);
      await delay(clock, probeIntervalMs, signal);
    }
    await delay(clock, Math.max(0, listenMs - (clock.now() - startedMs)), signal);
  } finally {
    await Promise.all(puppets.map((puppet) => puppet?.stop()));
  }
  return { nodes, listenedMs: clock.now() - startedMs };
}

function observationOf(lab: Lab, site: Visited, peer: Visited): Observation {
  const { node, facts } = site;
  // Of what Tandem itself has there with the other backend, another check tells.
  const speakers: string[] = [lab.backend, ...facts.backends];
  const speaks = facts.programs.some(({ name, running }) => running && speakers.includes(name));
  const macs = facts.interfaces.flatMap(({ mac }) => mac ?? []);
  // An IPv6 speaker sends from a link-local address (RFC 9568, 5.1.2.1).
  const sources = facts.interfaces.flatMap(({ addresses, ipv6 }) => [...addresses, ...ipv6]);
  return {
    node: node.name,
    interface: node.interface,
    mac: deviceOf(site)?.mac ?? '',
    // Of a lab of IPv4 nothing that IPv6 may lack is asked.
    linkLocal: vipsOf(lab, 6).length > 0 ? linkLocalOf(lab, deviceOf(site)) : null,
    macs,
    own: speaks ? { sources: sources.map(addressOf), macs } : { sources: [], macs: [] },
    probes: probesOf(lab, site, peer),
    unseen: null,
    seen: [],
  };
}

async function openPuppet(site: Visited, observation: Observation): Promise<Puppet | null> {
  const { host, facts, node } = site;
  const cannot = (why: string) => {
    observation.unseen = why;
    return null;
  };
  if (!facts.interpreter) return cannot('neither perl nor python3 is there');
  if (!facts.link) return cannot(`there is no interface ${node.interface}`);
  if (!facts.link.up || !facts.link.carrier) return cannot(`${node.interface} is down`);
  try {
    const device = { name: node.interface, linkLocal: observation.linkLocal };
    return await startPuppet(host, facts.interpreter, device, (line) => observation.seen.push(line));
  } catch (error) {
    return cannot(error instanceof Error ? error.message : String(error));
  }
}

/**
 * A question for every VIP, by ARP or neighbour solicitation, and one packet of protocol 112 for each family. Without a
 * VIP of IPv4 the broadcast asks for nobody.
 */
function speak(puppet: Puppet, { mac, linkLocal, probes }: Observation, lab: Lab): void {
  const ipv4 = vipsOf(lab, 4);
  for (const vip of ipv4.length > 0 ? ipv4 : ['0.0.0.0'])
    puppet.send(linkLine(arpRequestFrame(mac, '0.0.0.0', vip)));
  if (linkLocal !== null)
    for (const vip of vipsOf(lab, 6)) puppet.send(linkLine(solicitationFrame(mac, linkLocal, vip)));
  for (const { family, target, payload } of probes)
    if (family === 4 || linkLocal !== null) puppet.send(ipLine(target, payload));
}
