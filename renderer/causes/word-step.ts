import { type Language, wordProblem } from '../../protocol/contract/problem.ts';
import { problemCodes } from '../../protocol/contract/problem-codes.ts';
import { recogniser, wordBy } from './recognise.ts';
import { stepForms } from './step-forms.ts';

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

/** A Problem's message that came as text alone; any other text is given back as it is. */
export function wordMessage(text: string, language: Language): string {
  return language === 'en' ? text : (wordBy(problems, text, language) ?? text);
}

/** What a task found or did in a step, which crosses the contract in English. */
export function wordStep(text: string, language: Language): string {
  if (language === 'en') return text;
  const whole = wordBy(steps, text, language);
  if (whole !== null) return whole;
  const parts = text.split('; ').map((part) => wordBy(steps, part, language));
  return parts.every((part) => part !== null) ? parts.join('；') : wordMessage(text, language);
}
