import { isIpv6 } from '../lab/router-rules.ts';
import { nodeSchema } from '../lab/schema.ts';
import type { InstancePair } from './import-router.ts';
import type { KeepalivedConf } from './model.ts';
import { type Note, note } from './notes.ts';

const isAddress = (text: string | undefined) => text !== undefined && /^\d+(\.\d+){3}$/.test(text);

/**
 * Who the nodes are is not in keepalived.conf: names come from router_id, addresses from unicast_src_ip or the peer's
 * unicast_peer (an IPv6 one beside the host, which is reached over IPv4), and what is missing becomes a placeholder that is noted (RFC 5737 addresses, root, the SSH agent).
 */
export function importNodes(
  confs: readonly [KeepalivedConf, KeepalivedConf],
  pairs: readonly [InstancePair, ...InstancePair[]],
  notes: Note[],
) {
  const [pair] = pairs;
  const names = confs.map(({ globals }) => globals.routerId?.value);
  const isUsable =
    names.every((name) => nodeSchema.shape.name.safeParse(name).success) && names[0] !== names[1];
  const node = (index: 0 | 1) => {
    const own = pair[index];
    const missing = (what: string, value: string) => {
      notes.push(note('placeholder', { what, value }, own.place));
      return value;
    };
    const name = isUsable ? (names[index] ?? '') : missing('router_id', `node-${'ab'[index]}`);
    const addresses = pairs.flatMap((each) => [
      each[index].unicastSource?.value,
      each[1 - index]?.unicastPeers[0]?.value,
    ]);
    const unicastAddress = addresses.find((text) => text !== undefined && isIpv6(text));
    const host =
      [...addresses, names[index]].find(isAddress) ?? missing(`nodes.${index}.host`, `192.0.2.${index + 1}`);
    const interfaceName =
      own.interface?.value ??
      confs[index].globals.defaultInterface?.value ??
      missing(`nodes.${index}.interface`, 'eth0');
    const user = missing(`nodes.${index}.user`, 'root');
    const unicast = unicastAddress === undefined ? {} : { unicastAddress };
    return { name, host, ...unicast, user, interface: interfaceName, auth: { kind: 'agent' as const } };
  };
  return [node(0), node(1)] as const;
}
