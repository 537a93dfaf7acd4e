import { CircleCheck, Info, OctagonAlert } from 'lucide-react';
import { type PreflightCheck, wordPreflight } from '../../protocol/contract/preflight.ts';
import { Button } from '../design/Button.tsx';
import { Chip } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';

const looks = {
  pass: { tone: 'master', Icon: CircleCheck },
  warn: { tone: 'warn', Icon: Info },
  fail: { tone: 'alarm', Icon: OctagonAlert },
} as const;

/** One check: how it ended in word and sign, what was found, what to do, and the click that does it where there is one. */
export function CheckRow({
  check,
  fixing,
  onFix,
}: {
  check: PreflightCheck;
  /** Null while nothing is being fixed. */
  fixing: PreflightCheck | null;
  onFix: (check: PreflightCheck) => void;
}) {
  const { t, language } = useWords();
  const { message, hint } = wordPreflight(check.said, language);
  const { tone, Icon } = looks[check.status];
  const name = t(`wizard.preflight.check.${check.code}`);
  const isFixing = fixing !== null && fixing.node === check.node && fixing.code === check.code;
  return (
    <li className="check-row" data-check={check.code} data-status={check.status}>
      <Chip tone={tone} icon={<Icon size={14} aria-hidden />}>
        {t(`wizard.preflight.status.${check.status}`)}
      </Chip>
      <div className="stack-tight">
        <span>
          <strong>{name}</strong> <span className="soft">{message}</span>
        </span>
        {check.status === 'pass' || hint === '' ? null : <span className="small">{hint}</span>}
      </div>
      {check.fix === null || check.status === 'pass' ? null : (
        <Button
          isPending={isFixing}
          isDisabled={fixing !== null && !isFixing}
          aria-label={t('wizard.preflight.fixName', { check: name, node: check.node ?? '' })}
          onPress={() => onFix(check)}
        >
          {isFixing ? t('wizard.preflight.fixing') : t('wizard.preflight.fix')}
        </Button>
      )}
    </li>
  );
}
