import { z } from 'zod';
import { fill, type Language } from './words.ts';

/**
 * What the engine has to say to people besides Problems: why something moved, why a drill cannot start, how a
 * prediction came about. A closed list; every shell words it in its own language. Durations come ready to read
 * ("360.9 ms"): both languages write them alike.
 */
const phrases = {
  'basis.crash': {
    en: '3 × {advert} + Skew_Time {skew} of priority {priority}, less the age of the last advert',
    'zh-CN': '3 × {advert} + 优先级 {priority} 的 Skew_Time {skew}，减去最后一个通告的时龄',
  },
  'basis.graceful-stop': {
    en: 'Skew_Time {skew} of priority {priority} after the priority-0 advert',
    'zh-CN': '优先级 0 通告之后，优先级 {priority} 的 Skew_Time {skew}',
  },
  'cause.first': { en: 'first advert seen', 'zh-CN': '首次看到通告' },
  'cause.released': {
    en: 'priority 0 from {source}, then {gap}',
    'zh-CN': '{source} 发出优先级 0，之后 {gap}',
  },
  'cause.preempted': {
    en: 'higher priority: {priority} over {previous}',
    'zh-CN': '优先级更高：{priority} 高于 {previous}',
  },
  'cause.beside': {
    en: 'speaks beside {source} (priority {previous}), whom it does not hear',
    'zh-CN': '与 {source}（优先级 {previous}）同时通告：收不到对方的通告',
  },
  'cause.gap': { en: 'advert gap {gap}', 'zh-CN': '通告中断 {gap}' },
  'doubt.halted': {
    en: 'drills are halted until you release them',
    'zh-CN': '演练已中止，解除后才能继续',
  },
  'doubt.running': { en: 'a drill is running', 'zh-CN': '已有演练在进行' },
  'doubt.no-router': { en: 'there is no virtual router {vrid}', 'zh-CN': '没有虚拟路由器 {vrid}' },
  'doubt.no-capture': {
    en: 'no capture is running on this machine',
    'zh-CN': '本机没有正在进行的抓包',
  },
  'doubt.agent-silent': { en: 'the agent on {node} is not reporting', 'zh-CN': '{node} 上的代理没有上报' },
  'doubt.keepalived-silent': {
    en: 'keepalived on {node} is not reporting',
    'zh-CN': '{node} 上的 keepalived 没有上报',
  },
  'doubt.not-owned': {
    en: 'nobody is known to own the VIP: {verdict}',
    'zh-CN': '无法确认 VIP 的拥有者：{verdict}',
  },
  'doubt.owner-not-master': {
    en: '{owner} does not report that it is master',
    'zh-CN': '{owner} 没有上报自己是主用',
  },
  'doubt.standby-not-ready': { en: '{node} is not ready to take over', 'zh-CN': '{node} 尚未准备好接管' },
  'doubt.nobody-took-over': { en: 'nobody took over', 'zh-CN': '没有节点接管' },
  'doubt.not-home': {
    en: '{node} is preferred and does not own the VIP: move it there, or wait until it takes it back',
    'zh-CN': '{node} 是首选节点，但尚未拥有 VIP：请将 VIP 移到该节点，或等待它自行收回',
  },
  'hypothesis.takeover': {
    en: 'The other node takes over VRID {vrid}; clients lose the VIP for at most {limit}.',
    'zh-CN': '另一节点接管 VRID {vrid}；客户端失去 VIP 的时间不超过 {limit}。',
  },
  'reason.halted': { en: 'It was halted before its end.', 'zh-CN': '演练在结束前被中止。' },
  'reason.put-back': { en: 'Everything was put back.', 'zh-CN': '一切已恢复。' },
  'reason.unverified': {
    en: 'The steady state was not seen again: {detail}.',
    'zh-CN': '之后未能再次确认稳定状态：{detail}。',
  },
  'reason.trouble': { en: '{message}', 'zh-CN': '{message}' },
  'reason.no-takeover': {
    en: 'No other node advertised or announced the VIP after the injection.',
    'zh-CN': '注入之后没有其他节点通告或宣告该 VIP。',
  },
  'reason.not-measured': {
    en: 'The outage could not be measured: no probe was answered.',
    'zh-CN': '无法测量中断时间：没有探测得到应答。',
  },
  'reason.too-long': {
    en: 'Clients lost the VIP for {outage}; the limit is {limit}.',
    'zh-CN': '客户端失去 VIP {outage}；上限为 {limit}。',
  },
  'reason.moved-often': {
    en: 'The VIP moved {times} times instead of once.',
    'zh-CN': 'VIP 移动了 {times} 次，而不是一次。',
  },
  'reason.residue': {
    en: 'Not everything is as it was: {residue}',
    'zh-CN': '未完全恢复原状：{residue}',
  },
  'unknown.nobody-listens': {
    en: 'Nobody listens: no capture here would hear its adverts, and no node that would miss them reports. Silence says nothing.',
    'zh-CN': '无人监听：本机没有能听到其通告的抓包，也没有会察觉通告缺失的节点在上报。沉默不说明任何问题。',
  },
  'unknown.nothing-heard': {
    en: 'Somebody listens, and nothing of it has been heard yet: no advert, no report, no ARP answer.',
    'zh-CN': '有人在监听，但尚未收到任何证据：没有通告、没有上报、也没有 ARP 应答。',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type PhraseCode = keyof typeof phrases;
const codes = Object.keys(phrases) as [PhraseCode, ...PhraseCode[]];

export const phraseSchema = z.object({
  code: z.enum(codes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Phrase = z.infer<typeof phraseSchema>;

export function phrase(code: PhraseCode, params: Phrase['params'] = {}): Phrase {
  return { code, params };
}

export function wordPhrase({ code, params }: Phrase, language: Language): string {
  return fill(phrases[code][language], params);
}

/** Milliseconds for a phrase, to a tenth. */
export function milliseconds(value: number): string {
  return `${Number(value.toFixed(1))} ms`;
}
