import { describe, expect, it } from 'vitest';
import { fail, makeProblem, toProblem, wordProblem } from './problem.ts';
import { problemCodes } from './problem-codes.ts';

const languages = ['en', 'zh-CN'] as const;
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe.each(problemCodes)('%s', (code) => {
  it('says in both languages what is wrong and what to do, with the same facts', () => {
    const [english, chinese] = languages.map((language) => wordProblem({ code, params: {} }, language));
    for (const words of [english, chinese]) {
      expect(words?.message).not.toBe('');
      expect(words?.hint).not.toBe('');
    }
    const facts = (words: typeof english) => placeholders(`${words?.message} ${words?.hint}`);
    expect([...new Set(facts(chinese))]).toEqual([...new Set(facts(english))]);
  });
});

describe('a problem', () => {
  it('fills in its facts and keeps the cause as it was', () => {
    const { problem } = fail('host.port-closed', { host: 'web-1', port: 22 }, new Error('ECONNREFUSED'));
    expect(problem.message).toContain('web-1');
    expect(problem.message).toContain('22');
    expect(problem.cause).toBe('ECONNREFUSED');
  });

  it('does not read a fact as a template', () => {
    expect(makeProblem('lab.not-found', { lab: '{lab}{constructor}' }).message).toContain(
      '{lab}{constructor}',
    );
  });

  it('is made of anything that was thrown', () => {
    expect(toProblem('text')).toMatchObject({ code: 'internal.unexpected', cause: 'text' });
    expect(toProblem(fail('request.cancelled')).code).toBe('request.cancelled');
  });
});
