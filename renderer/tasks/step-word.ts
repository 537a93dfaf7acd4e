import { en } from '../i18n/en.ts';
import type { Translate } from '../i18n/i18n.ts';

/** Steps have a word per language; a step that this window has not heard of keeps its own name. */
export function stepWord(step: string, t: Translate): string {
  return isKnown(step) ? t(`step.${step}`) : step;
}

function isKnown(step: string): step is keyof typeof en.step {
  return Object.hasOwn(en.step, step);
}
