import type { Language } from '../../protocol/contract/problem.ts';
import { drillName } from '../drills/names.ts';
import type { Translate } from '../i18n/i18n.ts';
import { recogniser, wordBy } from './recognise.ts';
import { timelineForms } from './timeline-forms.ts';

const details = timelineForms.map((form) => recogniser(form, (fact) => fact === 'reverter'));

/** A detail of a report's timeline in the page's language. What is left on a host is said as it was found. */
export function wordTimeline(text: string, language: Language, t: Translate): string {
  if (language === 'en') return text;
  return wordBy(details, text, language, (name, fact) => wordFact(name, fact, t)) ?? text;
}

function wordFact(name: string, fact: string, t: Translate): string {
  if (name === 'kind') return drillName(fact, t);
  if (name !== 'reverter') return fact;
  return fact === 'engine' || fact === 'lease' || fact === 'cap'
    ? t(`drill.by.${fact}`)
    : t('drill.byNobody');
}
