import { useWords } from '../i18n/i18n.ts';
import { commandWords } from './command-words.ts';

/** How what was typed is told apart: each argument as the program will get it. */
export function ArgumentWords({ text }: { text: string }) {
  const { t } = useWords();
  const words = commandWords(text) ?? [];
  if (words.length === 0) return null;
  return (
    <p className="span-2 small soft argument-words" aria-live="polite" data-testid="arguments">
      <span>{t('wizard.check.argumentWords', { count: words.length })}</span>
      {words.map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may be equal
        <code key={index}>{word}</code>
      ))}
    </p>
  );
}
