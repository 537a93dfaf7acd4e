import { z } from 'zod';
import { findingWords, type FindingCode as LintCode, findingCodes as lintCodes } from '../findings/words.ts';
import { findingCodes, type PreflightWords } from './preflight-findings.ts';
import { preflightWordsEn } from './preflight-words.en.ts';
import { preflightWordsZhCn } from './preflight-words.zh-CN.ts';
import { wordProblem } from './problem.ts';
import { type ProblemCode, problemCodes } from './problem-codes.ts';
import { fill, type Language } from './words.ts';

/**
 * What is looked at before anything is changed: on each node, on the wire between them and in the lab itself. Codes are
 * a promise: add, do not rename.
 */
export const preflightCodes = [
  'access',
  'shell',
  'transport',
  'machine',
  'init',
  'libc',
  'writable',
  'disk',
  'clock',
  'interface',
  'way-in',
  'network-manager',
  'ha-managers',
  'service',
  'two-machines',
  'lab',
  'vips',
  'same-segment',
  'vrrp-passes',
  'vrid-free',
  'vip-unused',
] as const;
export type PreflightCode = (typeof preflightCodes)[number];

/** What a person may have done with one click; each of them is undone by one command, which the hint names. */
export const preflightFixes = ['interface-up', 'start-nginx', 'allow-vrrp'] as const;
export type PreflightFix = (typeof preflightFixes)[number];

/** Where a deploy would refuse for the same reason, its Problem's words are used; of the lab itself, those of `lint`. */
const saidSchema = z.object({
  code: z.union([z.enum(findingCodes), z.enum(problemCodes), z.enum(lintCodes)]),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type PreflightSaid = z.infer<typeof saidSchema>;

export const preflightCheckSchema = z.object({
  /** Name of the node; null for what concerns the lab or both. */
  node: z.string().nullable(),
  code: z.enum(preflightCodes),
  /** `fail`: a deploy would refuse, or the pair would not work. `warn`: it works, and a person should know. */
  status: z.enum(['pass', 'warn', 'fail']),
  /** What was found, for shells that speak another language. */
  said: saidSchema,
  /** In English. */
  message: z.string(),
  /** In English; empty where there is nothing to do. */
  hint: z.string(),
  /** Takes `preflight.fix`; null where only a person can mend it. */
  fix: z.enum(preflightFixes).nullable(),
});
export type PreflightCheck = z.infer<typeof preflightCheckSchema>;

export const preflightItemSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('check'), check: preflightCheckSchema }),
  /** `ok`: nothing failed. */
  z.object({ type: z.literal('done'), ok: z.boolean(), elapsedMs: z.number() }),
]);
export type PreflightItem = z.infer<typeof preflightItemSchema>;

const wordsByLanguage: Record<Language, PreflightWords> = {
  en: preflightWordsEn,
  'zh-CN': preflightWordsZhCn,
};

/** Words a finding in the given language. */
export function wordPreflight(
  { code, params }: PreflightSaid,
  language: Language,
): { message: string; hint: string } {
  if (isProblem(code)) return wordProblem({ code, params }, language);
  const words: { message: string; hint?: string } = isLint(code)
    ? findingWords[code][language]
    : wordsByLanguage[language][code];
  return { message: fill(words.message, params), hint: fill(words.hint ?? '', params) };
}

const isProblem = (code: PreflightSaid['code']): code is ProblemCode =>
  problemCodes.some((own) => own === code);

const isLint = (code: PreflightSaid['code']): code is LintCode => Object.hasOwn(findingWords, code);
