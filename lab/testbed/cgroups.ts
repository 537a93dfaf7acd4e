import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mount, readMounts } from './mountinfo.ts';
import { type NodeName, nodeNames } from './plan.ts';

/**
 * Each node runs in control groups of its own. Without them the nodes' systemds would all take the machine's root
 * group for theirs, and `systemctl kill nginx` in one would hit the other. They also tell exactly which
 * processes are the lab's.
 */
const groupName = 'tandem-lab';
/** Of each second, for all nodes together; the system has 950 000 for everybody (sched(7)). */
const REAL_TIME_US = 500_000;

/**
 * The trees in which a node has a group: those that systemd keeps its units in (the unified one, and the named one
 * beside version 1 controllers), and that of the version 1 cpu controller, for drills that starve a service.
 */
export function nodeTrees(mounts: readonly Mount[]): string[] {
  return mounts
    .filter(
      ({ type, superOptions }) =>
        type === 'cgroup2' ||
        (type === 'cgroup' && (superOptions.includes('name=systemd') || superOptions.includes('cpu'))),
    )
    .map((mount) => mount.point);
}

function labGroups(): string[] {
  return nodeTrees(readMounts()).map((tree) => join(tree, groupName));
}

/** The groups of one node, one in each tree. */
export function nodeGroups(node: NodeName): string[] {
  return labGroups().map((group) => join(group, node));
}

export function makeGroups(): void {
  for (const node of nodeNames) for (const group of nodeGroups(node)) mkdirSync(group, { recursive: true });
  for (const group of labGroups()) allowRealTime(group);
}

/**
 * Half of each second, which every program on a host may have in real time. A new group of the version 1 cpu controller
 * may have nothing, where the kernel counts it for each group. Where it cannot be given, the nodes refuse it, as
 * containers do.
 */
function allowRealTime(group: string): void {
  const nodeGroups = nodeNames.map((node) => join(group, node));
  const file = (of: string) => join(of, 'cpu.rt_runtime_us');
  if (!existsSync(file(group))) return;
  const eachUs = Math.floor(REAL_TIME_US / nodeGroups.length);
  try {
    writeFileSync(file(group), `${eachUs * nodeGroups.length}`);
    for (const node of nodeGroups) writeFileSync(file(node), `${eachUs}`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** The lab's groups that exist, the innermost first. */
export function existingGroups(): string[] {
  return labGroups().flatMap(walk);
}

/** The numbers of all processes in the lab's groups. */
export function groupMembers(): number[] {
  const members = existingGroups().flatMap((group) =>
    read(join(group, 'cgroup.procs')).split('\n').filter(Boolean).map(Number),
  );
  return [...new Set(members)];
}

/** Removes the lab's groups. Throws EBUSY while a process is in one. */
export function removeGroups(): void {
  for (const group of existingGroups()) rmdirSync(group);
}

function walk(group: string): string[] {
  if (!existsSync(group)) return [];
  const inner = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...inner.flatMap((entry) => walk(join(group, entry.name))), group];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A group that is being emptied can vanish between listing and reading.
    return '';
  }
}
