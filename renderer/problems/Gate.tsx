import type { Problem } from '../../protocol/contract/problem.ts';
import { Brand } from '../app/Brand.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from './ProblemNotice.tsx';

/** The whole window, when there is no way in. */
export function Gate({ problem }: { problem: Problem }) {
  const { t } = useWords();
  return (
    <main className="gate">
      <div className="gate-box">
        <Brand />
        <ProblemNotice
          problem={problem}
          action={
            <Button tone="primary" onPress={() => location.reload()}>
              {t('link.reload')}
            </Button>
          }
        />
      </div>
    </main>
  );
}
