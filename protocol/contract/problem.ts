import type { ProblemCode, ProblemWords } from './problem-codes.ts';
import type { Problem } from './problem-schema.ts';
import { problemWordsEn } from './problem-words.en.ts';
import { problemWordsZhCn } from './problem-words.zh-CN.ts';
import { fill, type Language, type WordParams } from './words.ts';

export type { Problem } from './problem-schema.ts';
export type { Language } from './words.ts';
export type ProblemParams = WordParams;

const wordsByLanguage: Record<Language, ProblemWords> = { en: problemWordsEn, 'zh-CN': problemWordsZhCn };

/** Words a problem in the given language. */
export function wordProblem(
  problem: Pick<Problem, 'code' | 'params'>,
  language: Language,
): { message: string; hint: string } {
  const words = wordsByLanguage[language][problem.code];
  return { message: fill(words.message, problem.params), hint: fill(words.hint, problem.params) };
}

/** A fact may be what somebody typed, of any length: a path still fits, a page does not. */
const longestFact = 4096;

function cut(params: ProblemParams): ProblemParams {
  const facts = Object.entries(params).map(([name, fact]) => {
    return [
      name,
      typeof fact === 'string' && fact.length > longestFact ? `${fact.slice(0, longestFact)}…` : fact,
    ];
  });
  return Object.fromEntries(facts);
}

/** Builds a Problem with its English words filled in. */
export function makeProblem(code: ProblemCode, facts: ProblemParams = {}, cause?: string): Problem {
  const params = cut(facts);
  const words = wordProblem({ code, params }, 'en');
  return { code, params, ...words, ...(cause === undefined ? {} : { cause }) };
}

/** The one Error class whose meaning survives a process boundary. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Shorthand for `throw fail('host.unreachable', {host})`. */
export function fail(code: ProblemCode, params: ProblemParams = {}, cause?: unknown): ProblemError {
  return new ProblemError(makeProblem(code, params, cause === undefined ? undefined : causeText(cause)));
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Turns whatever was thrown into a Problem; what nobody foresaw becomes `internal.unexpected` with its text as cause. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  return makeProblem('internal.unexpected', {}, causeText(thrown));
}
