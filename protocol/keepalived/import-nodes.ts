import { nodeSchema } from '../lab/schema.ts';
import type { InstancePair } from './import-router.ts';
import type { Instance, KeepalivedConf } from './model.ts';
import { type Note, note } from './notes.ts';

const isAddress = (text: string | undefined) => text !== undefined && /^\d+(\.\d+){3}$/.test(text);

/**
 * Who the nodes are is not in keepalived.conf: names come from router_id, addresses from unicast_src_ip or the peer's
 * unicast_peer, and what is missing becomes a placeholder that is noted (RFC 5737 addresses, root, the SSH agent).
 */
export function importNodes(
  confs: readonly [KeepalivedConf, KeepalivedConf],
  pair: InstancePair,
  notes: Note[],
) {
  const names = confs.map(({ globals }) => globals.routerId?.value);
  const isUsable =
    names.every((name) => nodeSchema.shape.name.safeParse(name).success) && names[0] !== names[1];
  const node = (index: 0 | 1) => {
    const own = pair[index];
    const peer = pair[1 - index] as Instance;
    const missing = (what: string, value: string) => {
      notes.push(note('placeholder', { what, value }, own.place));
      return value;
    };
    const name = isUsable ? (names[index] ?? '') : missing('router_id', `node-${'ab'[index]}`);
    const addresses = [own.unicastSource?.value, peer.unicastPeers[0]?.value, names[index]];
    const host = addresses.find(isAddress) ?? missing(`nodes.${index}.host`, `192.0.2.${index + 1}`);
    const interfaceName =
      own.interface?.value ??
      confs[index].globals.defaultInterface?.value ??
      missing(`nodes.${index}.interface`, 'eth0');
    const user = missing(`nodes.${index}.user`, 'root');
    return { name, host, user, interface: interfaceName, auth: { kind: 'agent' as const } };
  };
  return [node(0), node(1)] as const;
}
