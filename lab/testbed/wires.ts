import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { mountsBelow, readMounts } from './mountinfo.ts';
import {
  bridge,
  client,
  host,
  type NodePlan,
  namespaces,
  nodeInterface,
  nodes,
  prefixLength,
} from './plan.ts';
import { runOk } from './run.ts';

/** Where iproute2 keeps named namespaces: a mount on itself, with one mount in it for each name. */
const namespaceDirectory = '/run/netns';

/** A run of `ip`: the namespace it works in (the machine's own if none) and its lines in `ip -batch` form. */
export interface IpBatch {
  namespace?: string;
  lines: string[];
}

/** The bridge, a plain switch: no spanning tree, no IGMP snooping, no addresses. */
export function bridgeBatch(): IpBatch {
  const { interface: name, namespace } = bridge;
  return {
    namespace,
    lines: [
      `link add ${name} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
      `link set ${name} addrgenmode none`,
      `link set ${name} up`,
    ],
  };
}

/** A cable from a port of the bridge to an interface elsewhere. `to` is a namespace's name or a process in it. */
export function cableBatch(port: string, far: { interface: string; mac: string; to: string }): IpBatch {
  return {
    namespace: bridge.namespace,
    lines: [
      `link add ${port} type veth peer name ${far.interface} address ${far.mac} netns ${far.to}`,
      `link set ${port} addrgenmode none`,
      `link set ${port} master ${bridge.interface} up`,
    ],
  };
}

/** The address of an end. There is no route besides the wires' own: nothing here leads out. */
export function addressBatch(end: { interface: string; address: string; namespace?: string }): IpBatch {
  const lines = [
    `address add ${end.address}/${prefixLength} broadcast + dev ${end.interface}`,
    `link set ${end.interface} up`,
  ];
  if (end.namespace === undefined) return { lines };
  return { namespace: end.namespace, lines: ['link set lo up', ...lines] };
}

/** Runs batches one after the other. Rejects with CommandError at the first line that fails. */
async function runBatch({ namespace, lines }: IpBatch): Promise<void> {
  await runOk(['ip', ...(namespace === undefined ? [] : ['-netns', namespace]), '-batch', '-'], {
    input: `${lines.join('\n')}\n`,
  });
}

/** Peers under test may announce themselves as routers; nobody here, least of all this machine, is to follow them. */
async function ignoreRouters(interfaceName: string, namespace?: string): Promise<void> {
  const file = `/proc/sys/net/ipv6/conf/${interfaceName}/accept_ra`;
  // Without IPv6 there is no such file, and nothing to ignore.
  const write = ['sh', '-c', 'if [ -e "$1" ]; then echo 0 >"$1"; fi', 'sh', file];
  await runOk(namespace === undefined ? write : ['ip', 'netns', 'exec', namespace, ...write]);
}

/** Makes the bridge, the client and the machine's end; the nodes are plugged in one by one. */
export async function makeWires(): Promise<void> {
  for (const name of [bridge.namespace, client.namespace]) await runOk(['ip', 'netns', 'add', name]);
  await runBatch(bridgeBatch());
  await runBatch(
    cableBatch(client.namespace, { interface: nodeInterface, mac: client.mac, to: client.namespace }),
  );
  await runBatch(addressBatch({ ...client, interface: nodeInterface }));
  await ignoreRouters(nodeInterface, client.namespace);
  await runBatch(
    cableBatch(bridge.hostPort, { interface: host.interface, mac: host.mac, to: `${process.pid}` }),
  );
  await runBatch(addressBatch(host));
  await ignoreRouters(host.interface);
  for (const node of nodes) await plugIn(node);
}

/** Makes a node's namespace and its cable: fresh interfaces, addresses, rules and sysctls. */
export async function plugIn(node: NodePlan): Promise<void> {
  await runOk(['ip', 'netns', 'add', node.name]);
  await runBatch(cableBatch(node.name, { interface: nodeInterface, mac: node.mac, to: node.name }));
  await runBatch(addressBatch({ interface: nodeInterface, address: node.address, namespace: node.name }));
  await ignoreRouters(nodeInterface, node.name);
}

/** Removes a node's cable and namespace, as far as they exist. */
export async function unplug(node: NodePlan): Promise<void> {
  // Removing one end of the cable takes both at once; removing the namespace alone would do so only a while later.
  if (await portExists(node.name))
    await runOk(['ip', '-netns', bridge.namespace, 'link', 'delete', node.name]);
  if (namespaceExists(node.name)) await runOk(['ip', 'netns', 'delete', node.name]);
}

/** Removes every wire of the lab, as far as it exists. The processes in the namespaces must be gone. */
export async function removeWires(): Promise<void> {
  for (const node of nodes) await unplug(node);
  for (const port of [client.namespace, bridge.hostPort])
    if (await portExists(port)) await runOk(['ip', '-netns', bridge.namespace, 'link', 'delete', port]);
  if (hostInterfaceExists()) await runOk(['ip', 'link', 'delete', host.interface]);
  for (const name of namespaces) if (namespaceExists(name)) await runOk(['ip', 'netns', 'delete', name]);
}

/** Removes iproute2's own mount and directory if nothing is in it; only for a lab that found none. */
export async function removeNamespaceDirectory(): Promise<void> {
  if (!namespaceDirectoryExists() || readdirSync(namespaceDirectory).length > 0) return;
  for (const point of mountsBelow(readMounts(), namespaceDirectory)) await runOk(['umount', point]);
  rmdirSync(namespaceDirectory);
}

export function namespaceDirectoryExists(): boolean {
  return existsSync(namespaceDirectory);
}

/** The parts of the wires that exist, in words. */
export function existingWires(): string[] {
  const found = namespaces.filter(namespaceExists).map((name) => `network namespace ${name}`);
  return hostInterfaceExists() ? [...found, `interface ${host.interface}`] : found;
}

export function namespacePath(name: string): string {
  return join(namespaceDirectory, name);
}

/** The interface, other than the lab's own, that already has an address in the lab's network. */
export function conflictingInterface(interfaces = networkInterfaces()): string | undefined {
  const network = host.address.replace(/\d+$/, '');
  const clash = Object.entries(interfaces).find(
    ([name, addresses]) =>
      name !== host.interface && addresses?.some((address) => address.address.startsWith(network)),
  );
  return clash?.[0];
}

export function namespaceExists(name: string): boolean {
  return existsSync(namespacePath(name));
}

function hostInterfaceExists(): boolean {
  return existsSync(`/sys/class/net/${host.interface}`);
}

async function portExists(port: string): Promise<boolean> {
  if (!namespaceExists(bridge.namespace)) return false;
  const { stdout } = await runOk(['ip', '-netns', bridge.namespace, '-json', 'link', 'show']);
  return (JSON.parse(stdout || '[]') as { ifname: string }[]).some((link) => link.ifname === port);
}
