import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fetchGuestPackages } from '../testbed/guest-packages.ts';
import { type NodeName, nodeExec, runPaths } from '../testbed/index.ts';
import { keepNodeFiles, readNodeTree, treeDifferences } from '../testbed/node-tree.ts';
import { CommandError } from '../testbed/run.ts';

/** Where the packages are, or why they cannot be had here: a test that wants them is then not run. */
export type Fetched = { folder: string; reason: null } | { folder: null; reason: string };

export async function tryFetch(names: readonly string[]): Promise<Fetched> {
  try {
    return { folder: await fetchGuestPackages(names), reason: null };
  } catch (error) {
    const said =
      error instanceof CommandError ? error.result.stderr.trim().split('\n').at(-1) : String(error);
    return { folder: null, reason: `apt of this machine cannot get ${names.join(', ')}: ${said}` };
  }
}

/** Names of what dpkg has on a node. */
export async function installedOn(node: NodeName): Promise<string[]> {
  const lines = (await ok(node, ['dpkg', '--get-selections'])).trim().split('\n');
  return lines.flatMap((line) => (line.endsWith('\tinstall') ? (line.split(/[\s:]/)[0] ?? []) : []));
}

/**
 * Installs packages on a node from such a folder, with the node's own apt; nothing is started by it.
 * @returns takes them off again, resolves to the paths that are not as they were before: none, after everything went well
 */
export async function installOnNode(
  node: NodeName,
  folder: string,
  names: readonly string[],
): Promise<() => Promise<string[]>> {
  const before = readNodeTree(node);
  const restore = await keepNodeFiles(node);
  const had = new Set(await installedOn(node));
  cpSync(folder, join(runPaths().node(node).merged, place), { recursive: true });
  const takeOff = async () => {
    await nodeExec(node, ['rm', '-f', refusal]);
    const added = (await installedOn(node)).filter((name) => !had.has(name));
    // Their own scripts stop what runs; files are put back whatever they leave.
    if (added.length > 0) await nodeExec(node, [...quiet, 'dpkg', '--purge', unsafe, ...added]);
    await restore();
    return treeDifferences(before, readNodeTree(node));
  };
  try {
    // invoke-rc.d asks it before it starts anything; 101 is “not allowed” (Debian Policy, 9.3.3.1).
    await ok(node, ['tee', refusal], '#!/bin/sh\nexit 101\n');
    await ok(node, ['chmod', '755', refusal]);
    await ok(node, ['tee', `${place}/sources.list`], `deb [trusted=yes] file:${place} ./\n`);
    await ok(node, [...quiet, ...apt, 'update']);
    await ok(node, [...quiet, ...apt, 'install', '--yes', '--no-install-recommends', ...names]);
    await ok(node, ['rm', '-rf', refusal, place]);
  } catch (error) {
    await takeOff();
    throw error;
  }
  return takeOff;
}

const place = '/var/cache/guest-packages';
const refusal = '/usr/sbin/policy-rc.d';
const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive'];
/** A node that loses its power in the middle is made anew. */
const unsafe = '--force-unsafe-io';
const apt = [
  'apt-get',
  '--quiet',
  ...['-o', `Dir::Etc::sourcelist=${place}/sources.list`, '-o', 'Dir::Etc::sourceparts=-'],
  ...['-o', `DPkg::Options::=${unsafe}`, '-o', 'APT::Sandbox::User=root'],
];

async function ok(node: NodeName, argv: readonly string[], input = ''): Promise<string> {
  const { status, stdout, stderr } = await nodeExec(node, argv, { input, timeoutMs: 120_000 });
  if (status !== 0) throw new Error(`${argv.join(' ')} on ${node}: ${stderr || stdout}`);
  return stdout;
}
