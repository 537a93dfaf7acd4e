import { CircleCheck, CircleSlash, CircleX } from 'lucide-react';
import { Chip } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';

export function DrillVerdict({ verdict }: { verdict: string }) {
  const { t } = useWords();
  if (verdict === 'pass')
    return (
      <Chip tone="master" icon={<CircleCheck size={13} aria-hidden />}>
        {t('drill.verdict.pass')}
      </Chip>
    );
  if (verdict === 'fail')
    return (
      <Chip tone="alarm" icon={<CircleX size={13} aria-hidden />}>
        {t('drill.verdict.fail')}
      </Chip>
    );
  return (
    <Chip tone="warn" icon={<CircleSlash size={13} aria-hidden />}>
      {t('drill.verdict.aborted')}
    </Chip>
  );
}
