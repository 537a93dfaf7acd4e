import { macBytes } from '../../protocol/wire/address.ts';
import { intBytes } from '../native/libc.ts';
import {
  attribute,
  attributes,
  IFF_UP,
  IFLA_ADDRESS,
  IFLA_AF_SPEC,
  IFLA_IFNAME,
  IFLA_INFO_KIND,
  IFLA_LINK,
  IFLA_LINKINFO,
  message,
  NLM_F_ACK,
  NLM_F_CREATE,
  NLM_F_EXCL,
  RTM_DELLINK,
  RTM_NEWLINK,
} from './messages.ts';

/** Requests that make, change and delete interfaces (linux/if_link.h). Each is answered with an error message. */
const IFLA_INFO_DATA = 2;
const IFLA_MACVLAN_MODE = 1;
const MACVLAN_MODE_BRIDGE = 4;

const AF_INET = 2;
const AF_INET6 = 10;
const IFLA_INET_CONF = 1;
const IFLA_INET6_ADDR_GEN_MODE = 8;
const IN6_ADDR_GEN_MODE_NONE = 1;

/** Per-interface settings of IPv4 by their name in /proc/sys/net/ipv4/conf (linux/ip.h, IPV4_DEVCONF_*). */
const ipv4Settings = {
  rp_filter: 8,
  arp_announce: 18,
  arp_ignore: 19,
  promote_secondaries: 20,
} as const;
export type Ipv4Setting = keyof typeof ipv4Settings;
export const ipv4SettingNames = Object.keys(ipv4Settings) as Ipv4Setting[];
export type Ipv4Settings = Partial<Record<Ipv4Setting, number>>;

/** struct ifinfomsg, for the interface `index`; 0: one that is to be made. */
function linkHeader(index: number, flags = 0, change = 0): Buffer {
  const fixed = Buffer.alloc(16);
  fixed.writeInt32LE(index, 4);
  fixed.writeUInt32LE(flags, 8);
  fixed.writeUInt32LE(change, 12);
  return fixed;
}

function nested(type: number, ...values: Buffer[]): Buffer {
  return attribute(type, Buffer.concat(values));
}

/**
 * A macvlan on the interface `parent`, down. In bridge mode the interface below goes on hearing multicast that comes
 * from the macvlan's own MAC address, another router's adverts among it; in private mode the macvlan takes it away.
 */
export function addMacvlanRequest(sequence: number, name: string, parent: number, mac: string): Buffer {
  return message(
    RTM_NEWLINK,
    NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
    sequence,
    linkHeader(0),
    attribute(IFLA_LINK, intBytes(parent)),
    attribute(IFLA_IFNAME, Buffer.from(`${name}\0`)),
    attribute(IFLA_ADDRESS, macBytes(mac)),
    nested(
      IFLA_LINKINFO,
      attribute(IFLA_INFO_KIND, Buffer.from('macvlan\0')),
      nested(IFLA_INFO_DATA, attribute(IFLA_MACVLAN_MODE, intBytes(MACVLAN_MODE_BRIDGE))),
    ),
  );
}

export function deleteLinkRequest(sequence: number, index: number): Buffer {
  return message(RTM_DELLINK, NLM_F_ACK, sequence, linkHeader(index));
}

export function setLinkUpRequest(sequence: number, index: number, up: boolean): Buffer {
  return message(RTM_NEWLINK, NLM_F_ACK, sequence, linkHeader(index, up ? IFF_UP : 0, IFF_UP));
}

/** No IPv6 address of the interface's own making: on two nodes with one virtual MAC address it would be the same. */
export function noGeneratedAddressRequest(sequence: number, index: number): Buffer {
  const mode = attribute(IFLA_INET6_ADDR_GEN_MODE, Buffer.of(IN6_ADDR_GEN_MODE_NONE));
  return message(
    RTM_NEWLINK,
    NLM_F_ACK,
    sequence,
    linkHeader(index),
    nested(IFLA_AF_SPEC, nested(AF_INET6, mode)),
  );
}

export function setIpv4Request(sequence: number, index: number, settings: Ipv4Settings): Buffer {
  const values = ipv4SettingNames.flatMap((name) => {
    const value = settings[name];
    return value === undefined ? [] : [attribute(ipv4Settings[name], intBytes(value))];
  });
  const conf = nested(IFLA_INET_CONF, ...values);
  return message(
    RTM_NEWLINK,
    NLM_F_ACK,
    sequence,
    linkHeader(index),
    nested(IFLA_AF_SPEC, nested(AF_INET, conf)),
  );
}

/** What a link message says of IPv4 on it: an array of u32 that counts from setting 1. Empty where there is none. */
export function decodeIpv4Settings(body: Buffer): Ipv4Settings {
  const found: Ipv4Settings = {};
  const conf = within(within(within(body.subarray(16), IFLA_AF_SPEC), AF_INET), IFLA_INET_CONF);
  if (conf === undefined) return found;
  for (const name of ipv4SettingNames) {
    const at = (ipv4Settings[name] - 1) * 4;
    if (at + 4 <= conf.length) found[name] = conf.readUInt32LE(at);
  }
  return found;
}

function within(value: Buffer | undefined, wanted: number): Buffer | undefined {
  if (value === undefined) return undefined;
  for (const { type, value: found } of attributes(value, 0)) if (type === wanted) return found;
  return undefined;
}
