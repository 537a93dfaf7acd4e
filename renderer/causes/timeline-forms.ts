import { type Form, form } from './forms.ts';

/** Details of a report's timeline, by where they are made. */
export const timelineForms: readonly Form[] = [
  // engine/drills/run-drill.ts
  form('on {node}: lease 4 s, cap {cap} s', '{node}：租约 4 s，硬性上限 {cap} s'),
  form('{kind} on {node}', '{node}：{kind}'),
  form('by {reverter}', '恢复者：{reverter}'),
  form('everything is as it was', '一切如初'),
  // engine/drills/measure.ts
  form('from {source}, priority {priority}', '来自 {source}，优先级 {priority}'),
  form('from {source}', '来自 {source}'),
  form('last answered echo request', '最后一次有应答的 ping'),
  form('last answered request', '最后一次有应答的请求'),
  form('first answered again, {count} lost', '首次恢复应答，丢失 {count} 次'),
];
