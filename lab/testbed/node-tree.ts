import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { nodeExec } from './exec.ts';
import { runPaths } from './paths.ts';
import type { NodeName } from './plan.ts';
import { runOk } from './run.ts';

/** What runs on writing, whatever a test does. */
const alive = new Set(['var/log', 'var/tmp', 'tmp', 'var/lib/systemd/timers', 'var/lib/systemd/random-seed']);

/** Every file of a node by its path, with what tells that it is another one; no more than lstat(2) says. */
export type NodeTree = Map<string, string>;

export function readNodeTree(node: NodeName): NodeTree {
  const root = runPaths().node(node).merged;
  const tree: NodeTree = new Map();
  const walk = (folder: string) => {
    for (const name of readdirSync(join(root, folder))) {
      const path = join(folder, name);
      if (alive.has(path)) continue;
      const found = lstatSync(join(root, path));
      const target = found.isSymbolicLink() ? readlinkSync(join(root, path)) : '';
      // A folder changes with its entries, which are looked at themselves.
      const content = found.isDirectory() ? '' : `${found.size} ${found.mtimeMs} ${target}`;
      tree.set(path, `${found.mode} ${found.uid}:${found.gid} ${content}`);
      if (found.isDirectory()) walk(path);
    }
  };
  walk('');
  return tree;
}

/** Paths that are not as they were: gone, changed or new. */
export function treeDifferences(before: NodeTree, after: NodeTree): string[] {
  const changed = [...before].filter(([path, is]) => after.get(path) !== is).map(([path]) => path);
  const added = [...after.keys()].filter((path) => !before.has(path));
  return [...changed, ...added].sort();
}

/**
 * Keeps what a node's own layer holds, so that its files can be made again what they are now.
 * @returns puts them back: through the mount that the node itself uses, since a layer must not change below it
 */
export async function keepNodeFiles(node: NodeName): Promise<() => Promise<void>> {
  const { directory, lower, upper, merged } = runPaths().node(node);
  const kept = join(directory, 'kept');
  const before = readNodeTree(node);
  await runOk(['rm', '-rf', kept]);
  await runOk(['cp', '--archive', upper, kept]);
  const run = new Set((await nodeExec(node, ['ls', '-A', '/run'])).stdout.split('\n'));
  return async () => {
    const after = readNodeTree(node);
    const differences = treeDifferences(before, after);
    // The deepest first: a folder goes when it is empty.
    for (const path of differences.filter((one) => !before.has(one)).reverse())
      await runOk(['rm', '-rf', join(merged, path)]);
    for (const path of differences.filter((one) => before.has(one))) {
      const layer = existsIn(kept, path) ? kept : lower;
      if (lstatSync(join(layer, path)).isDirectory())
        await copyFolderItself(join(layer, path), join(merged, path));
      else await runOk(['cp', '--archive', '--remove-destination', join(layer, path), join(merged, path)]);
    }
    await runOk(['rm', '-rf', kept]);
    for (const name of (await nodeExec(node, ['ls', '-A', '/run'])).stdout.split('\n'))
      if (!run.has(name)) await nodeExec(node, ['rm', '-rf', `/run/${name}`]);
    await nodeExec(node, ['systemctl', 'daemon-reload']);
    await nodeExec(node, ['systemctl', 'reset-failed']);
  };
}

function existsIn(layer: string, path: string): boolean {
  return lstatSync(join(layer, path), { throwIfNoEntry: false }) !== undefined;
}

async function copyFolderItself(from: string, to: string): Promise<void> {
  await runOk(['mkdir', '-p', to]);
  await runOk(['chmod', `--reference=${from}`, to]);
  await runOk(['chown', `--reference=${from}`, to]);
}
