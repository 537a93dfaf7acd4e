import type { OwnSpeakers } from '../../deploy/strangers.ts';
import type { PuppetLine } from './puppet-protocol.ts';

/** What a node sends as protocol 112 over one family. */
export interface SentProbe {
  family: 4 | 6;
  /** The address that it leaves from, as an advert would. */
  source: string;
  /** Where this node's adverts go: the group, or the peer. */
  target: string;
  payload: Buffer;
}

/** What one node saw on the wire while both spoke. */
export interface Observation {
  node: string;
  interface: string;
  /** Of the lab's interface. */
  mac: string;
  /** Its own link-local IPv6 address; null where it has none or needs none, and so neither sends nor asks over IPv6. */
  linkLocal: string | null;
  /** Every MAC address of the host: an answer from one of them is the node's own. */
  macs: string[];
  /** Where this host's VRRP speaker is the lab's own, what it may send from; nothing else. */
  own: OwnSpeakers;
  /** One for each family that the lab's virtual routers are of. */
  probes: SentProbe[];
  /** Null where it could not look, and why. */
  unseen: string | null;
  seen: PuppetLine[];
}

export interface WirePicture {
  nodes: readonly [Observation, Observation];
  listenedMs: number;
}

/** Why a node could not look at what is sent over a family; null where it could. */
export function unseenOf({ unseen, linkLocal, interface: name }: Observation, family: 4 | 6): string | null {
  if (unseen !== null || family === 4 || linkLocal !== null) return unseen;
  return `${name} has no link-local IPv6 address`;
}
