import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeName } from './plan.ts';

/** The repository root. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The lab file that goes with the test bed. */
export const labFile = join(checkout, 'lab', 'example.json');

/** The cache, shared by every checkout on the machine. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env.TANDEM_LAB_CACHE || '/var/cache/tandem-lab';
}

/** Held by whoever changes the lab; one for the machine, as there is one set of wires. */
export const lockFile = '/run/tandem-lab.lock';
/** Says which checkout the wires belong to; there from before the first thing is made until the last is gone. */
export const ownerFile = '/run/tandem-lab.json';
/** Environment variable that names the test run which a process belongs to. */
export const runVariable = 'TANDEM_LAB_RUN';

/** Where one checkout keeps what its running lab needs; gone when the lab is down. */
export interface RunPaths {
  directory: string;
  opsKey: string;
  /** Which processes the nodes are. */
  containers: string;
  supervisorLog: string;
  node(name: NodeName): { directory: string; lower: string; upper: string; work: string; merged: string };
  nodeLog(name: NodeName): string;
}

export function runPaths(root: string = checkout): RunPaths {
  const directory = join(root, '.lab');
  return {
    directory,
    opsKey: join(directory, 'ops_ed25519'),
    containers: join(directory, 'containers.json'),
    supervisorLog: join(directory, 'supervisor.log'),
    node(name) {
      const own = join(directory, 'nodes', name);
      return {
        directory: own,
        lower: join(own, 'lower'),
        upper: join(own, 'upper'),
        work: join(own, 'work'),
        merged: join(own, 'merged'),
      };
    },
    nodeLog: (name) => join(directory, `${name}.log`),
  };
}
