import type { Lab } from '../../protocol/lab/schema.ts';
import { useLab } from '../app/context.tsx';
import { type Translate, useWords } from '../i18n/i18n.ts';

/** What speaks VRRP on the nodes, as words for a sentence. */
export const speakerWords = (t: Translate, backend: Lab['backend']) => ({
  title: t(`speaker.${backend}.title`),
  the: t(`speaker.${backend}.the`),
  bare: t(`speaker.${backend}.bare`),
});

/** Of the lab in view. */
export function useSpeaker(): ReturnType<typeof speakerWords> {
  const { t } = useWords();
  return speakerWords(t, useLab()?.lab.backend ?? 'tandem-agent');
}
