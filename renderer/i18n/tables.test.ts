import { expect, test } from 'vitest';
import { en } from './en.ts';
import { zhCn } from './zh-CN.ts';

function leaves(table: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(table)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') found.set(here, value);
    else for (const [inner, text] of leaves(value, here)) found.set(inner, text);
  }
  return found;
}
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

const english = leaves(en);
const chinese = leaves(zhCn);

test('both languages have the same keys', () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

test('a text takes the same values in both languages', () => {
  for (const [key, text] of english)
    expect(`${key} ${placeholders(chinese.get(key) ?? '')}`).toBe(`${key} ${placeholders(text)}`);
});

test('no text is empty, and none ends in white space', () => {
  for (const [key, text] of [...english, ...chinese]) {
    expect(text, key).not.toBe('');
    expect(text, key).toBe(text.trim());
  }
});
