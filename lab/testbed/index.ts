/** The test bed as a library: what the suites on real nodes and the benches use. */
export { down } from './down.ts';
export { clientExec, type ExecOptions, ExecTimeoutError, nodeExec } from './exec.ts';
export { cacheDirectory, checkout, labFile, lockFile, runPaths } from './paths.ts';
export {
  bridge,
  client,
  host,
  type NodeName,
  type NodePlan,
  nodeInterface,
  nodes,
  opsUser,
  password,
  prefixLength,
} from './plan.ts';
export type { RunResult } from './run.ts';
export { diffSnapshots, type Snapshot, takeSnapshot } from './snapshot.ts';
export { type LabStatus, readStatus } from './status.ts';
export type { StepEvent } from './steps.ts';
export { ensureUp, type UpOptions, type UpResult } from './up.ts';
export { waitUntilNodeAnswers } from './wait-for-node.ts';
