import { readConf } from '../../../protocol/keepalived/read-conf.ts';
import type { Host } from '../../ssh/host.ts';
import type { Claims, PreflightFacts } from './facts.ts';

const keepalivedFile = '/etc/keepalived/keepalived.conf';
const frrFile = '/etc/frr/frr.conf';

/** A router that is backup is silent on the wire: only its configuration tells what it would take. */
export async function readClaims(host: Host): Promise<PreflightFacts['claims']> {
  const [keepalived, frr] = await Promise.all(
    [keepalivedFile, frrFile].map(async (file) => (await host.run(['cat', file])).stdout),
  );
  return { keepalived: claimsOfKeepalived(keepalived ?? ''), frr: claimsOfFrr(frr ?? '') };
}

export function claimsOfKeepalived(text: string): Claims {
  const { instances } = readConf({ name: keepalivedFile, text });
  return {
    vrids: instances.flatMap((instance) => instance.vrid?.value ?? []),
    addresses: instances.flatMap((instance) => [
      ...instance.vips.map(({ cidr }) => cidr),
      ...instance.excludedVips.map(({ cidr }) => cidr),
    ]),
  };
}

/** FRR's manual, “VRRP”: `vrrp VRID …`, `vrrp VRID ip ADDRESS` and `vrrp VRID ipv6 ADDRESS` below an interface. */
export function claimsOfFrr(text: string): Claims {
  const lines = [...text.matchAll(/^\s*vrrp\s+(\d+)(?:\s+(?:ip|ipv6)\s+(\S+))?/gm)];
  return {
    vrids: [...new Set(lines.map(([, vrid]) => Number(vrid)))],
    addresses: lines.flatMap(([, , address]) => address ?? []),
  };
}
