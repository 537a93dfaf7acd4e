/**
 * What the test bed consists of: every name, address and package in one place.
 * All of it is made by the lab and removed by it; nothing here reads or changes the machine.
 */

export interface NodePlan {
  name: NodeName;
  address: string;
  /** Locally administered, and the last four bytes are the IPv4 address: easy to tell apart in a capture. */
  mac: string;
}

export const nodeNames = ['node-a', 'node-b'] as const;
export type NodeName = (typeof nodeNames)[number];
/** Where a command can run: in a node, or in the bare namespace that plays the client. */
export const placeNames = [...nodeNames, 'client'] as const;
export type PlaceName = (typeof placeNames)[number];

export const prefixLength = 24;
export const nodes: readonly NodePlan[] = [
  { name: 'node-a', address: '10.77.0.11', mac: '02:00:0a:4d:00:0b' },
  { name: 'node-b', address: '10.77.0.12', mac: '02:00:0a:4d:00:0c' },
];
export const client = { namespace: 'client', address: '10.77.0.50', mac: '02:00:0a:4d:00:32' } as const;
/** The machine's own end of the wires, in the root namespace. */
export const host = { interface: 'tandem0', address: '10.77.0.1', mac: '02:00:0a:4d:00:01' } as const;
/** The namespace that holds the bridge; each port is named after what hangs on it. */
export const bridge = { namespace: 'sw', interface: 'br0', hostPort: 'host' } as const;
export const namespaces: readonly string[] = [bridge.namespace, client.namespace, ...nodeNames];
/** The interface of a node and of the client, inside their namespaces. */
export const nodeInterface = 'eth0';

/** Root's password on each node, and the password that user ops gives to sudo. */
export const password = 'lab';
export const opsUser = 'ops';

/** The Debian packages that the machine itself needs, and what for. */
export const hostPackages: Readonly<Record<string, string>> = {
  debootstrap: 'builds the root file system of the nodes',
  'systemd-container': 'systemd-nspawn boots the nodes',
  iproute2: 'namespaces, bridge, veth pairs and addresses',
  mount: 'overlay mounts, one per node',
  'util-linux': 'nsenter, unshare and setpriv',
  'openssh-client': 'ssh-keygen makes the host keys and the key of user ops',
  curl: 'the client asks the nodes for their page',
  'iputils-ping': 'the client probes the floating address',
};

/** The Debian packages in a node, and what for. */
export const nodePackages: Readonly<Record<string, string>> = {
  systemd: 'services, transient units and timers',
  'systemd-sysv': '/sbin/init, reboot and poweroff',
  dbus: 'systemctl and systemd-run talk to systemd over it',
  'openssh-server': 'the only way in that Tandem uses',
  sudo: 'user ops becomes root with it',
  iproute2: 'addresses and links',
  'nginx-light': 'the service behind the floating address',
  procps: 'ps, pgrep and sysctl',
  nftables: 'drills that drop packets',
  'iputils-ping': 'reachability of the peer',
  'iputils-arping': 'who answers for an address',
  keepalived: 'the peer to compare with and to migrate from; installed but disabled',
  frr: 'the second peer: its vrrpd; installed but disabled',
  curl: 'health checks by hand',
};
