import { type Language, type Problem, wordProblem } from '../../protocol/contract/problem.ts';
import { problemCodes } from '../../protocol/contract/problem-codes.ts';
import { formatDate } from '../i18n/format.ts';
import { recogniser, wordBy } from './recognise.ts';
import { stepForms } from './step-forms.ts';
import { withWordedCause, wordCause, wordDetail } from './word-cause.ts';

const steps = stepForms.map((form) => recogniser(form));

/** Every Problem by its English message; what says most in its own words comes first. */
const problems = problemCodes
  .map((code) => {
    const messageIn = (language: Language) => wordProblem({ code, params: {} }, language).message;
    return { agent: messageIn('en'), en: messageIn('en'), 'zh-CN': messageIn('zh-CN') };
  })
  .toSorted((a, b) => ownWords(b.agent) - ownWords(a.agent))
  .map((form) => recogniser(form, () => true));

function ownWords(template: string): number {
  return template.replace(/\{\w+\}/g, '').length;
}

const facts: Record<string, string> = {
  'split-brain': '脑裂',
  disagree: '不一致',
  'no-owner': '无持有者',
  unknown: '未知',
  initialize: '启动中',
  fault: '故障',
};

function factIn(name: string, fact: string): string {
  if (name === 'cause') return wordCause(fact, 'zh-CN');
  return name === 'verdict' || name === 'state' ? (facts[fact] ?? fact) : fact;
}

/** A Problem whose facts are texts of an agent or of a deploy, with those in words. */
export function withWordedFacts<P extends Pick<Problem, 'code' | 'params'>>(
  problem: P,
  language: Language,
): P {
  const { detail } = problem.params;
  if (problem.code === 'deploy.not-verified' && typeof detail === 'string')
    return { ...problem, params: { ...problem.params, detail: wordStep(detail, language) } };
  if (problem.code === 'deploy.check-failing' && typeof detail === 'string') {
    const worded = wordDetail(wordStep(detail, language), language);
    return { ...problem, params: { ...problem.params, detail: worded } };
  }
  return withWordedCause(problem, language);
}

/** A Problem's message that came as text alone; any other text is given back as it is. */
export function wordMessage(text: string, language: Language): string {
  return language === 'en' ? text : (wordBy(problems, text, language, messageFactIn) ?? text);
}

function messageFactIn(name: string, fact: string): string {
  if (name === 'cause') return wordCause(fact, 'zh-CN');
  return name === 'detail' ? wordDetail(wordStep(fact, 'zh-CN'), 'zh-CN') : fact;
}

/** Moments as the engine writes them, in the way of the page. */
const withDates = (text: string, language: Language) =>
  text.replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, (moment) => formatDate(new Date(moment), language));

/** What a task found or did in a step, which crosses the contract in English. */
export function wordStep(text: string, language: Language): string {
  return withDates(language === 'en' ? text : stepInChinese(text), language);
}

/** With its moments as they were written. */
export function stepInChinese(text: string): string {
  const whole = wordBy(steps, text, 'zh-CN', factIn);
  if (whole !== null) return whole;
  const parts = text.split('; ').map((part) => wordBy(steps, part, 'zh-CN', factIn));
  return parts.every((part) => part !== null) ? parts.join('；') : wordMessage(text, 'zh-CN');
}
