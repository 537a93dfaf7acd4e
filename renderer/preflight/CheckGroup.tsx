import type { PreflightCheck } from '../../protocol/contract/preflight.ts';
import { useWords } from '../i18n/i18n.ts';
import { CheckRow } from './CheckRow.tsx';

interface CheckGroupProps {
  name: string;
  checks: readonly PreflightCheck[];
  fixing: PreflightCheck | null;
  onFix: (check: PreflightCheck) => void;
}

/** The checks of one node: what wants a look is there to read, what passed folds away. */
export function CheckGroup({ name, checks, fixing, onFix }: CheckGroupProps) {
  const { t } = useWords();
  const list = (shown: readonly PreflightCheck[]) => (
    <ul>
      {shown.map((check) => (
        <CheckRow key={check.code} check={check} fixing={fixing} onFix={onFix} />
      ))}
    </ul>
  );
  const open = checks.filter(({ status }) => status !== 'pass');
  const passed = checks.filter(({ status }) => status === 'pass');
  return (
    <section className="card check-group" aria-label={name}>
      <h2>{name}</h2>
      {open.length > 0 ? list(open) : null}
      {passed.length > 0 ? (
        <details>
          <summary>{t('wizard.preflight.passed', { count: passed.length })}</summary>
          {list(passed)}
        </details>
      ) : null}
    </section>
  );
}
