import { expect, test } from 'vitest';
import { makeProblem, wordProblem } from '../../protocol/contract/problem.ts';
import { saidIn } from '../testing/said-in.ts';
import { logForms } from './log-forms.ts';
import { wordLog } from './word-log.ts';

const chinese = (text: string) => wordLog(text, 'zh-CN');

test.each([
  [
    'Debian GNU/Linux 12 (bookworm), kernel 6.1.0-28-amd64, x86_64, glibc 2.36',
    'Debian GNU/Linux 12 (bookworm)，内核 6.1.0-28-amd64，x86_64，glibc 2.36',
  ],
  [
    'VRID 51 is owned by node-a: by adverts and ARP on eth0, by both nodes’ reports and by the nodes’ addresses',
    'VRID 51 由 node-a 持有：依据 eth0 上的通告和 ARP 应答，以及两个节点的报告和节点上的地址',
  ],
  [
    'VRID 51 is owned by a: by both nodes’ reports and by the nodes’ addresses; the wire was not checked (no capture here); VRID 52 is owned by b: by both nodes’ reports and by the nodes’ addresses; the wire was not checked (no capture here)',
    'VRID 51 由 a 持有：两个节点的报告和节点上的地址；未检查线路（本机没有抓包）；VRID 52 由 b 持有：两个节点的报告和节点上的地址；未检查线路（本机没有抓包）',
  ],
  [
    'there is no manifest: what was there before the first deploy is not known; everything that Tandem can leave is looked for',
    '没有清单：首次部署之前的内容未知；将查找 Tandem 可能留下的所有内容',
  ],
  ['verdict pass; report 1a-2b', '结论：通过；报告 1a-2b'],
  ['Waiting for SSH', '正在等待 SSH'],
])('%s', (text, words) => {
  expect(chinese(text)).toBe(words);
  expect(wordLog(text, 'en')).toBe(text);
});

test('a Problem within a line is worded, too, and what another program printed is not', () => {
  const problem = makeProblem('host.port-closed', { host: '10.0.0.9', port: 22 });
  expect(chinese(`node-b was not cleaned: ${problem.message}`)).toBe(
    `node-b 未能清理：${wordProblem(problem, 'zh-CN').message}`,
  );
  for (const printed of [
    'Get:1 http://deb.example bookworm/main amd64 keepalived amd64 1:2.2.7-1 [449 kB]',
    '{"time":"2026-11-29T05:47:51.958Z","event":"reloaded"}',
  ])
    expect(chinese(printed)).toBe(printed);
});

const isSaid = saidIn([
  'engine/deploy/open-nodes.ts',
  'engine/deploy/agent-work.ts',
  'engine/deploy/keepalived/work.ts',
  'engine/deploy/demo-page/with-demo-page.ts',
  'engine/deploy/verify-service.ts',
  'engine/deploy/uninstall.ts',
  'engine/drills/drills.ts',
]);
test.each(logForms)('is what is said: $agent', (form) => expect(isSaid(form)).toBe(true));
