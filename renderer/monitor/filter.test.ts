import { expect, test } from 'vitest';
import { advertBytes, arpBytes, garpBytes, TestCapture } from '../testing/frames.ts';
import { parseFilter, shownDestination, shownSource } from './filter.ts';

const capture = new TestCapture();
capture.add(advertBytes(0, 150), 1);
capture.add(advertBytes(1, 100), 2);
capture.add(advertBytes(0, 0), 3);
capture.add(advertBytes(0, 150, 64), 4);
capture.add(garpBytes(1), 5);
capture.add(arpBytes(), 6);

function numbers(text: string): number[] | string {
  const parsed = parseFilter(text);
  return parsed.ok ? capture.frames.filter(parsed.filter).map(({ no }) => no) : parsed.word;
}

test.each<[string, number[]]>([
  ['', [1, 2, 3, 4, 5, 6]],
  ['vrid:51', [1, 2, 3, 4]],
  ['vrid:5', []],
  ['prio:0', [3]],
  ['src:10.77.0.11', [1, 3, 4]],
  ['src:02:4e:00:00:00:0c', [2, 5]],
  ['ip:10.77.0.100', [5, 6]],
  ['proto:arp', [5, 6]],
  ['garp', [5]],
  ['problem', [4]],
  ['-proto:vrrp -garp', [6]],
  ['GRATUITOUS', [5]],
  ['"who has"', [6]],
  ['src:10.77.0.11 -problem -prio:0', [1]],
])('%j', (text, expected) => {
  expect(numbers(text)).toEqual(expected);
});

test.each(['vrid:abc', 'proto:tcp', 'src:', '-prio:'])('%j names the word that is not understood', (word) => {
  expect(numbers(`ok ${word}`)).toBe(word);
});

test('says when it lets everything through', () => {
  expect(parseFilter('  ')).toMatchObject({ ok: true, empty: true });
});

test('a frame of ARP is shown by who sent it, and found by whose address it is about', () => {
  expect(numbers('src:10.77.0.100')).toEqual([5]);
  const shown = capture.frames.map((frame) => [shownSource(frame), shownDestination(frame)]);
  expect(shown[4]).toEqual(['02:4e:00:00:00:0c', 'Broadcast']);
  expect(shown[0]).toEqual(['10.77.0.11', '224.0.0.18']);
});
