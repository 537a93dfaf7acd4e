import { useLab } from '../app/context.tsx';
import { useWords } from '../i18n/i18n.ts';

/** What speaks VRRP on the nodes of the lab in view, as words for a sentence. */
export function useSpeaker(): { title: string; the: string; bare: string } {
  const { t } = useWords();
  const backend = useLab()?.lab.backend ?? 'tandem-agent';
  return {
    title: t(`speaker.${backend}.title`),
    the: t(`speaker.${backend}.the`),
    bare: t(`speaker.${backend}.bare`),
  };
}
