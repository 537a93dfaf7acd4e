import { expect, test } from 'vitest';
import { milliseconds, phrase } from '../../protocol/contract/phrase.ts';
import { phraseText } from './phrase-text.ts';

test('a phrase keeps its numbers and units together, and its other words as they are', () => {
  const text = phraseText(phrase('cause.released', { source: '10.0.0.1', gap: milliseconds(61) }), 'en');
  expect(text).toContain('61\u00a0ms');
  expect(text).toContain('priority 0');
});
