import { z } from 'zod';
import type { HostProgramName } from '../../protocol/contract/host-facts.ts';
import { readConf } from '../../protocol/keepalived/read-conf.ts';
import { programTable } from './program-table.ts';

/** VRIDs and addresses that a program is configured for. Who is standby is silent on the wire: only this tells. */
export interface Claims {
  vrids: number[];
  /** With prefix, as written. */
  addresses: string[];
}

export const claimsOf: Partial<Record<HostProgramName, (configuration: string) => Claims>> = {
  keepalived: claimsOfKeepalived,
  frr: claimsOfFrr,
  heartbeat: claimsOfHaresources,
  pacemaker: claimsOfCib,
  ucarp: claimsOfUcarp,
  'tandem-agent': claimsOfAgent,
};

function claimsOfKeepalived(text: string): Claims {
  const { instances } = readConf({ name: programTable.keepalived.file ?? '', text });
  return {
    vrids: instances.flatMap((instance) => instance.vrid?.value ?? []),
    addresses: instances.flatMap((instance) => [
      ...instance.vips.map(({ cidr }) => cidr),
      ...instance.excludedVips.map(({ cidr }) => cidr),
    ]),
  };
}

/** FRR's manual, “VRRP”: `vrrp VRID …`, `vrrp VRID ip ADDRESS` and `vrrp VRID ipv6 ADDRESS` below an interface. */
function claimsOfFrr(text: string): Claims {
  const lines = [...text.matchAll(/^\s*vrrp\s+(\d+)(?:\s+(?:ip|ipv6)\s+(\S+))?/gm)];
  return {
    vrids: [...new Set(lines.map(([, vrid]) => Number(vrid)))],
    addresses: lines.flatMap(([, , address]) => address ?? []),
  };
}

/**
 * heartbeat's haresources: `NODE RESOURCE…`, a line each, where an address is short for IPaddr::ADDRESS. What follows its
 * prefix, interface and broadcast address, is left out.
 */
function claimsOfHaresources(text: string): Claims {
  const addresses = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.trim().split(/\s+/).slice(1))
    .map((resource) => resource.replace(/^(IPaddr2?|IPv6addr)::/, ''))
    .filter(
      (resource) => /^(\d+\.){3}\d+(\/|$)/.test(resource) || /^[\da-f:]*:[\da-f:]*(\/\d+|$)/i.test(resource),
    );
  return { vrids: [], addresses: addresses.map((address) => address.split('/').slice(0, 2).join('/')) };
}

/** pacemaker's cib.xml: primitives of the agents IPaddr, IPaddr2 and IPv6addr (ocf_heartbeat_IPaddr2(7)). */
function claimsOfCib(xml: string): Claims {
  const primitives = xml.matchAll(
    /<primitive\b[^>]*\btype="(?:IPaddr2?|IPv6addr)"[^>]*>(.*?)<\/primitive>/gs,
  );
  const addresses = [...primitives].flatMap(([, body = '']) => {
    const pairs = [...body.matchAll(/<nvpair\b[^>]*>/g)].map(([tag]) => [
      attribute(tag, 'name'),
      attribute(tag, 'value'),
    ]);
    const {
      ip,
      ipv6addr,
      cidr_netmask: prefix,
    } = Object.fromEntries(pairs) as Record<string, string | undefined>;
    const address = ip ?? ipv6addr;
    return address === undefined ? [] : [prefix === undefined ? address : `${address}/${prefix}`];
  });
  return { vrids: [], addresses };
}

const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

/** ucarp(8) has options only. Its VHID is on the wire what a VRID is: the same protocol number and MAC addresses. */
function claimsOfUcarp(commandLines: string): Claims {
  const values = (option: string) =>
    [...commandLines.matchAll(new RegExp(`\\s(?:${option})\\s*(\\S+)`, 'g'))].map(([, value = '']) => value);
  return { vrids: values('-v|--vhid[= ]').map(Number), addresses: values('-a|--addr[= ]') };
}

const agentConfigSchema = z.object({
  virtualRouters: z.array(z.object({ vrid: z.int(), vips: z.array(z.string()) })),
});

/** Of whatever version: no more is looked at than this. */
function claimsOfAgent(text: string): Claims {
  try {
    const { virtualRouters } = agentConfigSchema.parse(JSON.parse(text));
    return {
      vrids: virtualRouters.map(({ vrid }) => vrid),
      addresses: virtualRouters.flatMap(({ vips }) => vips),
    };
  } catch {
    return { vrids: [], addresses: [] };
  }
}
