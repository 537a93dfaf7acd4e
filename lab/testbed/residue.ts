import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { existingGroups, groupMembers } from './cgroups.ts';
import { nspawnDirectory } from './container.ts';
import { mountsBelow, readMounts } from './mountinfo.ts';
import { nodeNames } from './plan.ts';
import { abandonedBuilds } from './rootfs.ts';
import { existingWires } from './wires.ts';

/** Everything of the lab that is on the machine outside the cache, in words; empty after a clean `down`. */
export function findResidue(directory: string, cache: string): string[] {
  return [
    ...groupMembers().map((pid) => `process ${pid}`),
    ...existingGroups().map((group) => `control group ${group}`),
    ...existingWires(),
    ...mountsBelow(readMounts(), directory).map((point) => `mount ${point}`),
    ...(existsSync(directory) ? [`directory ${directory}`] : []),
    ...nspawnFiles().map((path) => `file ${path}`),
    ...abandonedBuilds(cache).map((name) => `unfinished build ${join(cache, name)}`),
  ];
}

/** What systemd-nspawn left for containers of the lab's names: `KIND/NAME` below its directory. */
export function nspawnFiles(): string[] {
  return list(nspawnDirectory).flatMap((kind) =>
    list(join(nspawnDirectory, kind))
      .filter((name) => (nodeNames as readonly string[]).includes(name))
      .map((name) => join(nspawnDirectory, kind, name)),
  );
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
