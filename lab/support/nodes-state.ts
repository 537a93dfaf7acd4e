import { diffSnapshots, nodes, type Snapshot, takeSnapshot } from '../testbed/index.ts';
import { exampleLab, startTestEngine } from './test-engine.ts';

/** Takes whatever Tandem put on the nodes off again, so that a suite starts from nothing. */
export async function clearNodes(): Promise<void> {
  const engine = startTestEngine();
  await engine.trustNodes();
  await engine.save(exampleLab());
  await engine.uninstall('example');
  await engine.close();
}

/** Both nodes: addresses, routes, units, packet rules and files. */
export function snapshotNodes(): Promise<Snapshot[]> {
  return Promise.all(nodes.map(({ name }) => takeSnapshot(name)));
}

/** What differs, a line each; empty when both nodes are as they were. */
export function nodeDifferences(before: readonly Snapshot[], after: readonly Snapshot[]): string[] {
  return before.flatMap((snapshot, index) => diffSnapshots(snapshot, after[index] as Snapshot));
}
