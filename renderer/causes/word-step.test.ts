import { expect, test } from 'vitest';
import { makeProblem, wordProblem } from '../../protocol/contract/problem.ts';
import { formatDate } from '../i18n/format.ts';
import { saidIn } from '../testing/said-in.ts';
import { stepForms } from './step-forms.ts';
import { withWordedFacts, wordMessage, wordStep } from './word-step.ts';

const chinese = (text: string) => wordStep(text, 'zh-CN');

test('what a deploy and an uninstall say of their steps is said in Chinese, with its facts', () => {
  expect(chinese('this very agent is there already')).toBe('主机上已是同一代理');
  expect(chinese('keepalived 2.2.7 is there already')).toBe('已安装 keepalived 2.2.7');
  expect(chinese('2 checks pass on both nodes; http://10.0.0.9/ answers')).toBe(
    '2 个检查在两个节点上均通过；http://10.0.0.9/ 有应答',
  );
  const proof = 'nothing left; compared with the snapshot of 2026-11-22T13:20:04.123Z';
  const moment = new Date('2026-11-22T13:20:04.123Z');
  expect(chinese(proof)).toBe(`无残留；已与 ${formatDate(moment, 'zh-CN')} 的快照比较`);
  expect(wordStep(proof, 'en')).toBe(
    `nothing left; compared with the snapshot of ${formatDate(moment, 'en')}`,
  );
});

test('a step that failed says why in Chinese', () => {
  const problem = makeProblem('deploy.not-verified', { node: 'node-b', detail: 'VRID 51 has 2 masters' });
  expect(chinese(problem.message)).toBe(wordProblem(withWordedFacts(problem, 'zh-CN'), 'zh-CN').message);
  expect(chinese(problem.message)).toContain('VRID 51 有 2 个主用');
  const unreachable = makeProblem('host.port-closed', { host: '10.0.0.9', port: 22 });
  expect(wordMessage(unreachable.message, 'zh-CN')).toBe(wordProblem(unreachable, 'zh-CN').message);
});

test('why a pair did not prove itself, and why a check fails, is said in Chinese within the problem', () => {
  const worded = (detail: string) => {
    const problem = makeProblem('deploy.not-verified', { node: 'pair', detail });
    return withWordedFacts(problem, 'zh-CN').params.detail;
  };
  expect(worded('VRID 51 on the wire: split-brain')).toBe('线路上的 VRID 51：脑裂');
  expect(worded('VRID 51 is in state fault: eth1 is down')).toBe('VRID 51 的状态为故障：接口 eth1 已断开');
  const failing = makeProblem('deploy.check-failing', {
    node: 'a',
    check: 'http-1',
    detail: 'no result yet',
  });
  expect(withWordedFacts(failing, 'zh-CN').params.detail).toBe('尚无结果');
});

test('what nobody foresaw, and everything in English, stays as it was said', () => {
  expect(chinese('new: path /opt/tandem 755; unit x.service: active')).toBe(
    'new: path /opt/tandem 755; unit x.service: active',
  );
  expect(wordStep('it runs', 'en')).toBe('it runs');
});

const isSaid = saidIn([
  'engine/deploy/deploy.ts',
  'engine/deploy/agent-work.ts',
  'engine/deploy/keepalived/work.ts',
  'engine/deploy/demo-page/with-demo-page.ts',
  'engine/deploy/verify-service.ts',
  'engine/deploy/uninstall.ts',
  'engine/deploy/verify.ts',
  'lab/testbed/up.ts',
  'lab/testbed/rootfs.ts',
]);

test.each(stepForms.filter(({ agent }) => !/^\w+ing \{package\}$/.test(agent)))(
  'is what is said: $agent',
  (form) => expect(isSaid(form)).toBe(true),
);
