import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type NodeFile, type NodeIdentity, nodeFiles } from './node-files.ts';
import type { RunPaths } from './paths.ts';
import { type NodePlan, opsUser } from './plan.ts';
import { runOk } from './run.ts';

/**
 * Mounts a node's root: the common root file system below, a folder of the node's own above, so that its files
 * outlive its reboots; then writes what makes it this node.
 */
export async function makeNodeRoot(
  node: NodePlan,
  rootfs: string,
  paths: RunPaths,
  identity: NodeIdentity,
  opsPublicKey: string,
): Promise<void> {
  const own = paths.node(node.name);
  for (const directory of [own.upper, own.work, own.merged]) mkdirSync(directory, { recursive: true });
  symlinkSync(rootfs, own.lower);
  // Relative names, since a colon or comma in the path of the checkout would mean something in mount options.
  await runOk(
    ['mount', '-t', 'overlay', 'overlay', '-o', 'lowerdir=lower,upperdir=upper,workdir=work', own.merged],
    { cwd: own.directory },
  );
  for (const file of nodeFiles(node, identity, opsPublicKey)) writeNodeFile(own.merged, file);
}

function writeNodeFile(root: string, file: NodeFile): void {
  const path = join(root, file.path);
  const owner = file.owner === 'root' ? { uid: 0, gid: 0 } : statSync(join(root, 'home', opsUser));
  if (mkdirSync(dirname(path), { recursive: true, mode: 0o755 }) !== undefined)
    chownSync(dirname(path), owner.uid, owner.gid);
  writeFileSync(path, file.content);
  chmodSync(path, file.mode);
  chownSync(path, owner.uid, owner.gid);
}
