import { expect, test } from 'vitest';
import { createPreferences } from './preferences.ts';

function keep(text: string | null = null) {
  const kept = { text };
  const setItem = (_key: string, value: string) => {
    kept.text = value;
  };
  return { kept, keep: { getItem: () => kept.text, setItem } };
}

test('speaks the language of the system until another is chosen', () => {
  expect(createPreferences(keep().keep, 'zh-Hans-CN').getState().language).toBe('zh-CN');
  expect(createPreferences(keep().keep, 'de-DE').getState().language).toBe('en');
});

test('what was chosen is kept', () => {
  const first = keep();
  createPreferences(first.keep, 'en').setState({ theme: 'dark', language: 'zh-CN' });
  expect(createPreferences(first.keep, 'en').getState()).toMatchObject({ theme: 'dark', language: 'zh-CN' });
});

test.each(['not json', '{"theme":"purple"}', '[]'])('what cannot be read is forgotten: %s', (text) => {
  expect(createPreferences(keep(text).keep, 'en').getState().theme).toBe('system');
});
