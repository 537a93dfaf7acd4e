import { type NodePlan, nodes, opsUser } from './plan.ts';

/** A file that makes a node its own machine, written over the common root file system. */
export interface NodeFile {
  /** Relative to the node's root. */
  path: string;
  mode: number;
  owner: 'root' | typeof opsUser;
  content: string;
}

/** What a node is, and stays, however often it is taken down and brought up. */
export interface NodeIdentity {
  /** 32 hexadecimal digits. */
  machineId: string;
  /** File name in /etc/ssh to content; private keys have no `.pub`. */
  hostKeys: Readonly<Record<string, string>>;
}

/** The files of one node. `opsPublicKey` is a line of authorized_keys. */
export function nodeFiles(node: NodePlan, identity: NodeIdentity, opsPublicKey: string): NodeFile[] {
  const root = (path: string, content: string, mode = 0o644): NodeFile => ({
    path,
    mode,
    owner: 'root',
    content,
  });
  const names = nodes.map(({ address, name }) => `${address} ${name}`);
  return [
    root('etc/hostname', `${node.name}\n`),
    root('etc/hosts', `127.0.0.1 localhost\n::1 localhost\n${names.join('\n')}\n`),
    root('etc/machine-id', `${identity.machineId}\n`, 0o444),
    ...Object.entries(identity.hostKeys).map(([name, content]) =>
      root(`etc/ssh/${name}`, content, name.endsWith('.pub') ? 0o644 : 0o600),
    ),
    root('var/www/html/index.html', page(node)),
    {
      path: `home/${opsUser}/.ssh/authorized_keys`,
      mode: 0o600,
      owner: opsUser,
      content: `${opsPublicKey.trim()}\n`,
    },
  ];
}

function page(node: NodePlan): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${node.name}</title></head>
<body><h1>${node.name}</h1><p>This page comes from ${node.name}, ${node.address}.</p></body></html>
`;
}
