import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { deployInProcess } from '../support/tandem-process.ts';
import { exampleLab, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, nodeExec, nodes } from '../testbed/index.ts';

/** Two Tandems at one pair, of which the first falls asleep in the middle of its deploy. */

let first: TestEngine;
let second: TestEngine;
const labOf = (advertIntervalMs: number) => exampleLab({ backend: 'keepalived', advertIntervalMs });

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  first = startTestEngine();
  second = startTestEngine();
  await first.trustNodes();
  await second.trustNodes();
  await second.save(labOf(200));
}, 600_000);

afterAll(async () => {
  await Promise.all([first.close(), second.close()]);
  await clearNodes();
});

const confs = () =>
  Promise.all(nodes.map(({ name }) => nodeExec(name, ['cat', '/etc/keepalived/keepalived.conf'])));

/** The lock's holder notes the uptime whenever it hears something; silent for more than five seconds, it may be ended. */
const untilSilent = `
until read -r holder spoke < /run/tandem.lock && read -r up idle < /proc/uptime &&
  [ $(( \${up%.*} - spoke )) -gt 5 ]; do sleep 0.2; done
`;

test('who slept while another took over neither goes on nor rolls back', async () => {
  const steps: string[] = [];
  const asleep = Promise.withResolvers<void>();
  const { child, over } = deployInProcess(first, labOf(100), (event) => {
    if (event.type !== 'step') return;
    steps.push(`${event.node} ${event.step} ${event.state}`);
    // One node has its speaker, the other has nothing yet.
    if (steps.at(-1) === 'node-b start done') asleep.resolve(void child.kill('SIGSTOP'));
  });
  try {
    expect(await Promise.race([asleep.promise, over])).toBeUndefined();
    // Whoever spoke just now is at work.
    for (const { name } of nodes)
      expect(await nodeExec(name, ['timeout', '20', 'sh', '-c', untilSilent])).toMatchObject({ status: 0 });
    await second.deploy('example');
    const [after, files] = [await snapshotNodes(), await confs()];
    const slept = steps.length;
    child.kill('SIGCONT');
    expect(await over).toMatchObject({ code: 'deploy.lock-lost' });
    expect(steps.slice(slept)).toEqual(expect.arrayContaining(['node-b roll-back skipped']));
    expect(steps.slice(slept).join()).not.toMatch(/(configure|start|rolled-back|roll-back done)/);
    expect(nodeDifferences(after, await snapshotNodes())).toEqual([]);
    expect(await confs()).toEqual(files);
    expect(files.map(({ stdout }) => stdout).join()).toContain('advert_int 0.2');
    // The second one's again, and nothing is to be done.
    expect(await second.client.call('plan.get', { lab: 'example' })).toMatchObject({ unchanged: true });
  } finally {
    child.kill('SIGKILL');
    await over;
    await second.uninstall('example');
  }
});
