import { type Phrase, wordPhrase } from '../../protocol/contract/phrase.ts';
import type { Language } from '../../protocol/contract/problem.ts';
import { gap } from './format.ts';

/** What the engine has to say besides problems; as with the page's own times, no line breaks before a unit. */
export const phraseText = (phrase: Phrase, language: Language): string =>
  wordPhrase(phrase, language).replace(/(?<=\d) (?=(ms|s|min)\b)/g, gap);
