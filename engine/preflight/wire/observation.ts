import type { OwnSpeakers } from '../../deploy/strangers.ts';
import type { PuppetLine } from './puppet-protocol.ts';

/** What one node saw on the wire while both spoke. */
export interface Observation {
  node: string;
  interface: string;
  /** Of the lab's interface. */
  mac: string;
  /** Every MAC address of the host: an answer from one of them is the node's own. */
  macs: string[];
  /** Where this host's VRRP speaker is the lab's own, what it may send from; nothing else. */
  own: OwnSpeakers;
  /** Where this node's protocol 112 goes: the group, or the peer. */
  target: string;
  /** What this node sent as protocol 112. */
  probe: Buffer;
  /** Null where it could not look, and why. */
  unseen: string | null;
  seen: PuppetLine[];
}

export interface WirePicture {
  nodes: readonly [Observation, Observation];
  listenedMs: number;
}
