import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearNodes } from '../support/nodes-state.ts';
import { exampleLab, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, nodeExec, nodes } from '../testbed/index.ts';

/** What a deploy says of the service behind the VIP: it moves with nothing behind it, too. */

let tandem: TestEngine;
const site = '/etc/nginx/sites-available/default';

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
  const checks = [{ kind: 'http' as const, url: 'http://127.0.0.1/', intervalMs: 500, weight: -60 }];
  await tandem.save(exampleLab({ checks }));
}, 600_000);

afterAll(async () => {
  for (const { name } of nodes) {
    await nodeExec(name, ['sh', '-c', `test ! -e ${site}.kept || mv ${site}.kept ${site}`]);
    await nodeExec(name, ['systemctl', 'restart', 'nginx']);
  }
  await tandem.close();
  await clearNodes();
});

async function deployed() {
  const events = await tandem.deploy('example');
  const steps = events.filter((event) => event.type === 'step' && event.step === 'verify-service');
  const last = steps.at(-1);
  if (last?.type !== 'step') throw new Error('the service was not looked at');
  const problems = last.problems?.map(({ code, params }) => ({ code, ...params }));
  return { state: last.state, detail: last.detail, problems };
}

test('with nginx on both nodes: the checks pass, and the VIP gives its page', async () => {
  expect(await deployed()).toMatchObject({
    state: 'done',
    detail: expect.stringContaining('http://10.77.0.100/ answers'),
  });
});

test('with nginx stopped on the standby: its check is named, and the pair stays', async () => {
  await nodeExec('node-b', ['systemctl', 'stop', 'nginx']);
  expect(await deployed()).toMatchObject({
    state: 'warned',
    problems: [{ code: 'deploy.check-failing', node: 'node-b' }],
  });
  await nodeExec('node-b', ['systemctl', 'start', 'nginx']);
});

test('with nginx on the loopback address only: the checks pass, and the VIP is named', async () => {
  for (const { name } of nodes) {
    const edit = `cp -p ${site} ${site}.kept && sed -i 's/listen 80/listen 127.0.0.1:80/; /listen \\[/d' ${site}`;
    await nodeExec(name, ['sh', '-c', edit]);
    await nodeExec(name, ['systemctl', 'restart', 'nginx']);
  }
  expect(await deployed()).toMatchObject({
    state: 'warned',
    problems: [{ code: 'deploy.page-missing', url: 'http://10.77.0.100/' }],
  });
});
