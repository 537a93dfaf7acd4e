import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { NodePlan } from './plan.ts';
import { namespacePath } from './wires.ts';

/** The status with which systemd-nspawn says that the node wants to be started again. */
export const rebootStatus = 133;

/** Where systemd-nspawn keeps files of a running container; it leaves some of them behind. */
export const nspawnDirectory = '/run/systemd/nspawn';

/** The file with which systemd-nspawn marks a mounted root as in use; it stays when systemd-nspawn is killed. */
export function rootLock(root: string): string | undefined {
  const found = statSync(root, { throwIfNoEntry: false });
  return found === undefined ? undefined : join(nspawnDirectory, 'locks', `inode-${found.dev}:${found.ino}`);
}

/** Puts itself into each group named before `--`, then becomes the command after it: same process, same number. */
const enterGroups =
  'while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs" || exit; shift; done; shift; exec "$@"';

/**
 * What runs as process 1 of a node. systemd-nspawn mounts version 1 controllers read-only, and systemd looks only once,
 * at its start, which of them it may use; the cpu controller of the node's own group is to be used for CPUQuota=.
 */
const boot =
  '[ ! -d /sys/fs/cgroup/cpu ] || mount -o remount,bind,rw /sys/fs/cgroup/cpu; exec /lib/systemd/systemd';

/**
 * The command that boots a node. It is not registered with a machine manager, which the machine need not have, and
 * is found by its process number instead.
 */
export function bootCommand(node: NodePlan, root: string, groups: readonly string[]): string[] {
  return [
    ...['sh', '-c', enterGroups, 'sh', ...groups, '--'],
    'systemd-nspawn',
    '--quiet',
    `--directory=${root}`,
    `--machine=${node.name}`,
    `--network-namespace-path=${namespacePath(node.name)}`,
    // VRRP, capture, scheduling of the agent, and drills that stop its threads.
    '--capability=CAP_NET_ADMIN,CAP_NET_RAW,CAP_SYS_NICE,CAP_SYS_PTRACE',
    '--register=no',
    '--keep-unit',
    '--settings=no',
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
    '--console=read-only',
    // What --boot would set, for an init that has something to do first.
    '--kill-signal=SIGRTMIN+3',
    ...['--', '/bin/sh', '-c', boot],
  ];
}

/** Network sysctls are writable in a node, as on a machine of its own. */
export const bootEnvironment = { SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'network' };
