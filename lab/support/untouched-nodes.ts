import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { ensureUp, type Snapshot } from '../testbed/index.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from './nodes-state.ts';
import { startTestEngine, type TestEngine } from './test-engine.ts';

/** An engine of its own for each test, on nodes that have nothing of Tandem. */
export let tandem: TestEngine;
let before: Snapshot[];

/** Sets the stage for the tests of a file; each of them leaves both nodes as they were. */
export function setStage(): void {
  beforeAll(async () => {
    await ensureUp();
    await clearNodes();
  }, 600_000);

  beforeEach(async () => {
    tandem = startTestEngine();
    await tandem.trustNodes();
    before = await snapshotNodes();
  });

  afterEach(async () => {
    await tandem.close();
    expect(nodeDifferences(before, await snapshotNodes()).slice(0, 10)).toEqual([]);
  });
}
