import { describe, expect, it } from 'vitest';
import { phrase, phraseSchema, wordPhrase } from './phrase.ts';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe.each(phraseSchema.shape.code.options)('%s', (code) => {
  it('says the same facts in both languages', () => {
    const [english, chinese] = (['en', 'zh-CN'] as const).map((language) =>
      wordPhrase(phrase(code), language),
    );
    expect(placeholders(chinese ?? '')).toEqual(placeholders(english ?? ''));
  });
});
