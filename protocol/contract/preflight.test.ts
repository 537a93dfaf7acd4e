import { describe, expect, it } from 'vitest';
import { wordPreflight } from './preflight.ts';
import { findingCodes } from './preflight-findings.ts';

const placeholders = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));

describe.each(findingCodes)('%s', (code) => {
  it('is worded in both languages with the same facts', () => {
    const [english, chinese] = (['en', 'zh-CN'] as const).map((language) =>
      wordPreflight({ code, params: {} }, language),
    );
    expect(english?.message).not.toBe('');
    expect(chinese?.message).not.toBe(english?.message);
    expect(chinese?.hint === '').toBe(english?.hint === '');
    const facts = (words: typeof english) => placeholders(`${words?.message} ${words?.hint}`);
    expect(facts(chinese)).toEqual(facts(english));
  });
});

it('what a deploy would refuse is said in the Problem’s own words', () => {
  const params = { mac: '02:00:00:00:00:09', vip: '10.0.0.9' };
  expect(wordPreflight({ code: 'deploy.vip-in-use', params }, 'en').message).toContain('02:00:00:00:00:09');
  expect(wordPreflight({ code: 'deploy.vip-in-use', params }, 'zh-CN').message).toContain('10.0.0.9');
});
