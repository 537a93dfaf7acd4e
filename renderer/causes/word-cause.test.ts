import { describe, expect, test } from 'vitest';
import { makeProblem, wordProblem } from '../../protocol/contract/problem.ts';
import { step } from '../../protocol/vrrp/machine.ts';
import {
  initialState,
  type RouterEvent,
  type RouterParameters,
  type RouterState,
} from '../../protocol/vrrp/state.ts';
import { causeForms, detailForms } from './forms.ts';
import { withWordedCause, wordCause, wordDetail } from './word-cause.ts';

const chinese = (text: string) => wordCause(text, 'zh-CN');
const second = 1_000_000_000n;
const parameters: RouterParameters = {
  version: 3,
  priority: 100,
  advertIntervalNs: second,
  preempt: true,
  preemptDelayNs: 0n,
  address: '10.77.0.12',
};
const advert = (priority: number, source = '10.77.0.11'): RouterEvent => ({
  type: 'advert',
  advert: { source, priority, advertIntervalNs: second },
});

/** What the state machine gives as its cause after these events, a second apart. */
function causeAfter(events: readonly RouterEvent[], own: Partial<RouterParameters> = {}): string {
  const mine = { ...parameters, ...own };
  let state: RouterState = initialState(mine, 0n);
  for (const [index, event] of events.entries())
    state = step(mine, state, event, BigInt(index) * second).state;
  return state.cause;
}
const start: RouterEvent = { type: 'start' };
const timer: RouterEvent = { type: 'timer' };
const takeOver: RouterEvent = { type: 'take-over', cause: 'switchover' };
const handOver: RouterEvent = { type: 'hand-over', cause: 'handing over' };

describe('causes of the state machine', () => {
  test.each<[string, RouterEvent[], string, Partial<RouterParameters>?]>([
    ['before the start', [], '尚未启动'],
    ['start', [start], '已启动'],
    ['start of the owner', [start], '已启动；它是地址的拥有者（优先级 255）', { priority: 255 }],
    ['nobody was ever there', [start, timer], '1.000 s 内没有通告'],
    ['the master fell silent', [start, advert(150), timer, timer], '主用的通告中断 1.000 s'],
    ['the master left', [start, advert(150), advert(0), timer], '10.77.0.11 以优先级 0 告别'],
    ['a lower master', [start, advert(50), timer], '抢占 10.77.0.11：其优先级 50 更低'],
    ['a higher one came', [start, timer, advert(150)], '10.77.0.11 的优先级更高：150'],
    ['an equal one came', [start, timer, advert(100, '10.77.0.13')], '优先级相同，而 10.77.0.13 的地址更大'],
    ['moved here', [start, takeOver], '计划内切换'],
    ['is moved away', [start, timer, handOver], '计划内切换：等待另一节点成为主用'],
    ['was moved away', [start, timer, handOver, advert(50)], '已移交给 10.77.0.11'],
    ['nobody wanted it', [start, timer, handOver, timer], '没有节点接管：继续为主用'],
    ['end', [start, { type: 'shutdown' }], '已停止'],
  ])('%s', (_name, events, words, own) => {
    expect(chinese(causeAfter(events, own))).toBe(words);
  });
});

describe('causes of the agent around it', () => {
  test.each([
    ['checks pass', '健康检查全部通过'],
    ['checks pass, owns the address', '健康检查全部通过；它是地址的拥有者（优先级 255）'],
    ['check nginx fails', '检查 nginx 失败'],
    ['check nginx fails: HTTP 503', '检查 nginx 失败：HTTP 503'],
    ['check http-1 fails: status 503, wanted 200 or 204', '检查 http-1 失败：状态码 503，要求 200 or 204'],
    ['check tcp-2 passes: connected to 127.0.0.1 port 80', '检查 tcp-2 通过：已连接 127.0.0.1 端口 80'],
    ['set up anew', '更改后重新建立；继续为主用'],
    ['eth0 is down', '接口 eth0 已断开'],
    ['eth0 is up', '接口 eth0 已接通'],
    ['eth0.7 is gone', '接口 eth0.7 已消失'],
    ['eth0 has no address of its own', '接口 eth0 没有自己的地址'],
    ['eth0 has its address', '接口 eth0 重新有了自己的地址'],
    ['waits 2500 ms after the start', '启动后先等待 2500 ms'],
    ['the startup delay is over', '启动延迟已结束'],
    ['sync group web: router 52 is master', '同步组 web：虚拟路由器 52 成为主用'],
    ['sync group web: router 52 is backup', '同步组 web：虚拟路由器 52 成为备用'],
    ['sync group web: router 52: eth1 is down', '同步组 web：虚拟路由器 52 故障：接口 eth1 已断开'],
    [
      'sync group web: router 52: check nginx fails: exit status 1: no such page',
      '同步组 web：虚拟路由器 52 故障：检查 nginx 失败：退出状态 1：no such page',
    ],
    ['sync group web is whole', '同步组 web 已完整'],
  ])('%s', (text, words) => expect(chinese(text)).toBe(words));
});

test.each([
  ['connect ECONNREFUSED 127.0.0.1:80', '127.0.0.1:80 拒绝连接'],
  ['no answer within 200 ms', '200 ms 内没有应答'],
  ['status 200, but not the text that was wanted', '状态码 200，但没有所要求的文本'],
  ['status 200, text found', '状态码 200，文本符合'],
  ['status 200', '状态码 200'],
  ['the connection broke off within the page', '读取页面时连接中断'],
  ['this agent cannot speak https:', '该代理不支持 https:'],
  ['the last run has not ended yet', '上一次运行尚未结束'],
  ['exit status 2', '退出状态 2'],
  ['ended by SIGKILL', '被 SIGKILL 终止'],
  ['ended by SIGTERM: half a line', '被 SIGTERM 终止：half a line'],
  ['nginx runs', 'nginx 正在运行'],
  ['at least 2 of nginx run', 'nginx 至少运行 2 个'],
  ['1 of nginx run, wanted 2', 'nginx 运行 1 个，要求 2 个'],
  ['eth1 is down', '接口 eth1 已断开'],
  ['eth1 is up', '接口 eth1 已接通'],
  ['there is no interface eth9', '没有接口 eth9'],
])('result of a check: %s', (text, words) => expect(wordDetail(text, 'zh-CN')).toBe(words));

test('what is none of the forms stays as it is', () => {
  for (const text of ['', 'the moon is in the wrong house', 'disk of node is down', '{cause}'])
    expect(chinese(text)).toBe(text);
  expect(wordDetail('OK - 3 workers', 'zh-CN')).toBe('OK - 3 workers');
});

test('English is worded too, and keeps its facts', () => {
  expect(wordCause('advert gap 0.361 s', 'en')).toBe('no advert of the master for 0.361 s');
  expect(wordCause('sync group web: router 52 is backup', 'en')).toBe(
    'sync group web: virtual router 52 is backup',
  );
});

test('a form has the same facts in every language', () => {
  const facts = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([fact]) => fact).sort();
  for (const form of [...causeForms, ...detailForms]) {
    expect(facts(form.en)).toEqual(facts(form.agent));
    expect(facts(form['zh-CN'])).toEqual(facts(form.agent));
  }
});

test('a problem that names an agent’s cause is worded with it', () => {
  const problem = makeProblem('switchover.in-fault', { node: 'node-b', vrid: 51, cause: 'eth0 is down' });
  const { message } = wordProblem(withWordedCause(problem, 'zh-CN'), 'zh-CN');
  expect(message).toContain('接口 eth0 已断开');
  const other = makeProblem('lab.not-found', { lab: 'x' });
  expect(withWordedCause(other, 'zh-CN')).toBe(other);
});
