import type { Language } from '../../protocol/contract/problem.ts';

/** One thing that an agent says, as it says it, and in the words of the page. */
export interface Form extends Record<Language, string> {
  /** `{name}` stands for a fact: one word, or for those in `freeFacts` anything. */
  agent: string;
}

/** Of what the engine says, which is in the page's English already. */
export const form = (english: string, chinese: string): Form => ({
  agent: english,
  en: english,
  'zh-CN': chinese,
});

/** Facts that are texts themselves. A cause or a detail within another is worded in its turn. */
export const freeFacts = ['cause', 'detail', 'output', 'wanted'];

/**
 * Every cause of a transition or a fault, by where it is made. The first form that fits counts, so that those with
 * more words come before those with fewer.
 */
export const causeForms: readonly Form[] = [
  // protocol/vrrp/machine.ts and transitions.ts
  {
    agent: '{cause}, owns the address',
    en: '{cause}; it owns the address (priority 255)',
    'zh-CN': '{cause}；它是地址的拥有者（优先级 255）',
  },
  { agent: 'not started', en: 'not started yet', 'zh-CN': '尚未启动' },
  { agent: 'started', en: 'started', 'zh-CN': '已启动' },
  { agent: 'shut down', en: 'shut down', 'zh-CN': '已停止' },
  {
    agent: 'priority 0 from {source}',
    en: '{source} said goodbye with priority 0',
    'zh-CN': '{source} 以优先级 0 告别',
  },
  {
    agent: 'preempts priority {priority} of {source}',
    en: 'preempts {source}, whose priority {priority} is lower',
    'zh-CN': '抢占 {source}：其优先级 {priority} 更低',
  },
  { agent: 'no advert for {gap} s', en: 'no advert for {gap} s', 'zh-CN': '{gap} s 内没有通告' },
  {
    agent: 'advert gap {gap} s',
    en: 'no advert of the master for {gap} s',
    'zh-CN': '主用的通告中断 {gap} s',
  },
  {
    agent: 'higher priority {priority} from {source}',
    en: 'higher priority {priority} from {source}',
    'zh-CN': '{source} 的优先级更高：{priority}',
  },
  {
    agent: 'equal priority and higher address {source}',
    en: 'equal priority, and {source} is the higher address',
    'zh-CN': '优先级相同，而 {source} 的地址更大',
  },
  { agent: 'handed over to {source}', en: 'handed over to {source}', 'zh-CN': '已移交给 {source}' },
  { agent: 'nobody took over', en: 'nobody took over: stays master', 'zh-CN': '没有节点接管：继续为主用' },
  // agent/run/member.ts
  { agent: 'checks pass', en: 'all checks pass', 'zh-CN': '健康检查全部通过' },
  { agent: 'switchover', en: 'planned switchover', 'zh-CN': '计划内切换' },
  {
    agent: 'handing over',
    en: 'planned switchover: waits for the other node to lead',
    'zh-CN': '计划内切换：等待另一节点成为主用',
  },
  // agent/run/members.ts
  {
    agent: 'set up anew',
    en: 'set up anew after a change; stays master',
    'zh-CN': '更改后重新建立；继续为主用',
  },
  {
    agent: '{interface} has no address of its own',
    en: '{interface} has no address of its own',
    'zh-CN': '接口 {interface} 没有自己的地址',
  },
  {
    agent: '{interface} has its address',
    en: '{interface} has its own address again',
    'zh-CN': '接口 {interface} 重新有了自己的地址',
  },
  { agent: '{interface} is gone', en: '{interface} is gone', 'zh-CN': '接口 {interface} 已消失' },
  { agent: '{interface} is down', en: '{interface} is down', 'zh-CN': '接口 {interface} 已断开' },
  { agent: '{interface} is up', en: '{interface} is up', 'zh-CN': '接口 {interface} 已接通' },
  // agent/run/agent.ts
  {
    agent: 'waits {delay} ms after the start',
    en: 'waits {delay} ms after the start',
    'zh-CN': '启动后先等待 {delay} ms',
  },
  { agent: 'the startup delay is over', en: 'the startup delay is over', 'zh-CN': '启动延迟已结束' },
  // agent/run/sync-group.ts
  {
    agent: 'sync group {group}: router {vrid} is {state}',
    en: 'sync group {group}: virtual router {vrid} is {state}',
    'zh-CN': '同步组 {group}：虚拟路由器 {vrid} 成为{state}',
  },
  {
    agent: 'sync group {group}: router {vrid}: {cause}',
    en: 'sync group {group}: virtual router {vrid} is in fault: {cause}',
    'zh-CN': '同步组 {group}：虚拟路由器 {vrid} 故障：{cause}',
  },
  {
    agent: 'sync group {group} is whole',
    en: 'sync group {group} is whole',
    'zh-CN': '同步组 {group} 已完整',
  },
  // agent/track/check-state.ts and agent/run/member.ts
  {
    agent: 'check {name} passes: {detail}',
    en: 'check {name} passes: {detail}',
    'zh-CN': '检查 {name} 通过：{detail}',
  },
  {
    agent: 'check {name} fails: {detail}',
    en: 'check {name} fails: {detail}',
    'zh-CN': '检查 {name} 失败：{detail}',
  },
  { agent: 'check {name} fails', en: 'check {name} fails', 'zh-CN': '检查 {name} 失败' },
];

/** Every result of a check that is not another program's own words. */
export const detailForms: readonly Form[] = [
  // agent/track/http-probe.ts
  {
    agent: 'status {status}, but not the text that was wanted',
    en: 'status {status}, but not the text that was wanted',
    'zh-CN': '状态码 {status}，但没有所要求的文本',
  },
  {
    agent: 'status {status}, text found',
    en: 'status {status}, text found',
    'zh-CN': '状态码 {status}，文本符合',
  },
  {
    agent: 'status {status}, wanted {wanted}',
    en: 'status {status}, wanted {wanted}',
    'zh-CN': '状态码 {status}，要求 {wanted}',
  },
  { agent: 'status {status}', en: 'status {status}', 'zh-CN': '状态码 {status}' },
  {
    agent: 'the connection broke off within the page',
    en: 'the connection broke off within the page',
    'zh-CN': '读取页面时连接中断',
  },
  {
    agent: 'this agent cannot speak {protocol}',
    en: 'this agent cannot speak {protocol}',
    'zh-CN': '该代理不支持 {protocol}',
  },
  // agent/track/tcp-probe.ts, and Node's own words for what is met most
  {
    agent: 'connected to {host} port {port}',
    en: 'connected to {host} port {port}',
    'zh-CN': '已连接 {host} 端口 {port}',
  },
  {
    agent: 'connect ECONNREFUSED {address}',
    en: '{address} refuses the connection',
    'zh-CN': '{address} 拒绝连接',
  },
  {
    agent: 'no answer within {limit} ms',
    en: 'no answer within {limit} ms',
    'zh-CN': '{limit} ms 内没有应答',
  },
  // agent/track/script-probe.ts
  {
    agent: 'the last run has not ended yet',
    en: 'the last run has not ended yet',
    'zh-CN': '上一次运行尚未结束',
  },
  {
    agent: 'exit status {status}: {output}',
    en: 'exit status {status}: {output}',
    'zh-CN': '退出状态 {status}：{output}',
  },
  { agent: 'exit status {status}', en: 'exit status {status}', 'zh-CN': '退出状态 {status}' },
  {
    agent: 'ended by {signal}: {output}',
    en: 'ended by {signal}: {output}',
    'zh-CN': '被 {signal} 终止：{output}',
  },
  { agent: 'ended by {signal}', en: 'ended by {signal}', 'zh-CN': '被 {signal} 终止' },
  // agent/track/process-probe.ts
  {
    agent: '{count} of {process} run, wanted {minimum}',
    en: '{count} of {process} run, wanted {minimum}',
    'zh-CN': '{process} 运行 {count} 个，要求 {minimum} 个',
  },
  {
    agent: 'at least {minimum} of {process} run',
    en: 'at least {minimum} of {process} run',
    'zh-CN': '{process} 至少运行 {minimum} 个',
  },
  { agent: '{process} runs', en: '{process} runs', 'zh-CN': '{process} 正在运行' },
  // agent/track/tracker.ts
  {
    agent: 'there is no interface {interface}',
    en: 'there is no interface {interface}',
    'zh-CN': '没有接口 {interface}',
  },
  { agent: '{interface} is down', en: '{interface} is down', 'zh-CN': '接口 {interface} 已断开' },
  { agent: '{interface} is up', en: '{interface} is up', 'zh-CN': '接口 {interface} 已接通' },
];
