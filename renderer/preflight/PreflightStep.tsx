import { CircleCheck, OctagonAlert } from 'lucide-react';
import { useEffect } from 'react';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { Checkbox } from '../design/fields.tsx';
import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { makeLab } from '../wizard/make-lab.ts';
import { StepFrame } from '../wizard/StepFrame.tsx';
import { readyKey } from '../wizard/steps.ts';
import { CheckGroup } from './CheckGroup.tsx';
import { groupChecks } from './merge-checks.ts';
import { type Preflight, usePreflight } from './use-preflight.ts';

/** Looks at everything that a deploy needs before the plan is shown; the way on opens when nothing failed. */
export function PreflightStep() {
  const { t } = useWords();
  const { wizard } = useStores();
  const state = useFrom(
    (stores) => stores.wizard.store,
    (current) => current,
  );
  const preflight = usePreflight(() => makeLab(wizard.store.getState()));
  const { running, checks, elapsedMs, problem, fixing, run, fix } = preflight;
  const failed = checks.filter(({ status }) => status === 'fail').length;
  const ended = !running && elapsedMs !== null;
  const ready = ended && failed === 0;
  const key = readyKey(state);

  useEffect(() => {
    wizard.store.setState({ ready: ready ? key : null });
  }, [wizard, ready, key]);

  return (
    <StepFrame
      step="preflight"
      action={
        <Button isPending={running} isDisabled={fixing !== null} onPress={run}>
          {t('wizard.preflight.again')}
        </Button>
      }
    >
      <Verdict preflight={preflight} failed={failed} />
      {problem ? <ProblemNotice problem={problem} /> : null}
      {ended && failed > 0 ? (
        <Checkbox
          isSelected={state.ready === key}
          onChange={(isSelected) => wizard.store.setState({ ready: isSelected ? key : null })}
        >
          {t('wizard.preflight.anyway')}
        </Checkbox>
      ) : null}
      <div className="check-groups">
        {groupChecks(checks, [null, ...state.nodes.map(({ name }) => name)]).map((group) => (
          <CheckGroup
            key={group.node ?? ''}
            name={group.node ?? t('wizard.preflight.both')}
            checks={group.checks}
            fixing={fixing}
            onFix={(check) => void fix(check)}
          />
        ))}
      </div>
    </StepFrame>
  );
}

/** Said aloud once at the end, not at every check. */
function Verdict({ preflight, failed }: { preflight: Preflight; failed: number }) {
  const { t, language } = useWords();
  const { running, checks, elapsedMs } = preflight;
  if (running) return <p className="soft">{t('wizard.preflight.running', { count: checks.length })}</p>;
  if (elapsedMs === null) return null;
  const isReady = failed === 0;
  const time = formatMs(elapsedMs, language);
  return (
    <div
      className={`notice tone-${isReady ? 'master' : 'alarm'}`}
      role="status"
      data-testid="preflight-verdict"
    >
      {isReady ? <CircleCheck size={20} aria-hidden /> : <OctagonAlert size={20} aria-hidden />}
      <div className="notice-body">
        <strong>
          {isReady ? t('wizard.preflight.ready') : t('wizard.preflight.blocked', { count: failed })}
        </strong>
        <span className="soft">
          {isReady
            ? t('wizard.preflight.readyHint', { count: checks.length, time })
            : t('wizard.preflight.blockedHint')}
        </span>
      </div>
    </div>
  );
}
