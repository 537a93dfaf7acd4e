import { expect, test } from 'vitest';
import { startI18n } from '../i18n/i18n.ts';
import { saidIn } from '../testing/said-in.ts';
import { timelineForms } from './timeline-forms.ts';
import { wordTimeline } from './word-timeline.ts';

const { t } = startI18n('zh-CN');

test.each([
  ['on node-a: lease 4 s, cap 60 s', 'node-a：租约 4 s，硬性上限 60 s'],
  ['graceful-stop on node-a', 'node-a：正常停止主用节点'],
  ['from 10.77.0.11, priority 150', '来自 10.77.0.11，优先级 150'],
  ['from 02:00:0a:4d:00:0c', '来自 02:00:0a:4d:00:0c'],
  ['by engine', '恢复者：引擎'],
  ['by nobody yet', '恢复者：尚无'],
  ['first answered again, 299 lost', '首次恢复应答，丢失 299 次'],
])('%s', (text, words) => {
  expect(wordTimeline(text, 'zh-CN', t)).toBe(words);
  expect(wordTimeline(text, 'en', t)).toBe(text);
});

test('what is left on a host is said as it was found', () => {
  const residue = 'node-a: unit nginx.service: active -> inactive';
  expect(wordTimeline(residue, 'zh-CN', t)).toBe(residue);
});

const isSaid = saidIn(['engine/drills/run-drill.ts', 'engine/drills/measure.ts']);
test.each(timelineForms)('is what is said: $agent', (form) => expect(isSaid(form)).toBe(true));
