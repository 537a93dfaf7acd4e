import type { PlanAction } from '../../protocol/contract/plan.ts';
import { formatBytes } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { commandText } from './command-words.ts';
import { diffLines, isLook } from './plan-view.ts';

/** One action in words, with its path, its command and what it changes in a file. */
export function PlanRow({ action }: { action: PlanAction }) {
  const { t, language } = useWords();
  const { no, kind, changes, path, bytes, command, diff, consent } = action;
  const isIdle = !changes && !isLook(action);
  return (
    <li className={`plan-row ${isIdle ? 'idle' : ''}`} data-kind={kind} data-changes={changes}>
      <span className="plan-no num">{no}</span>
      <p>
        {t(`wizard.plan.kinds.${kind}`)}
        {bytes ? <span className="quiet num"> · {formatBytes(bytes, language)}</span> : null}
      </p>
      <span className="small quiet plan-note">
        {isIdle
          ? t('wizard.plan.idle')
          : isLook(action)
            ? t('wizard.plan.looks')
            : consent
              ? t('wizard.plan.asks')
              : null}
      </span>
      {path === null ? null : <code className="plan-code">{path}</code>}
      {command === null ? null : <code className="plan-code">{commandText(command)}</code>}
      {diff === null ? null : <Diff path={path ?? ''} diff={diff} />}
    </li>
  );
}

function Diff({ path, diff }: { path: string; diff: string }) {
  const { t } = useWords();
  const lines = diffLines(diff);
  const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
  const counts = { added: count('added'), removed: count('removed') };
  return (
    <details className="diff">
      <summary className="small num">
        {diff.startsWith('--- /dev/null') ? t('wizard.plan.newFile', counts) : t('wizard.plan.diff', counts)}
      </summary>
      {/* Chromium puts what scrolls into the order of Tab by itself. */}
      <section className="mono diff-text" aria-label={t('wizard.plan.diffOf', { path })}>
        {lines.map(({ no, kind, text }) => (
          <span key={no} className={`diff-${kind}`}>
            {text}
          </span>
        ))}
      </section>
    </details>
  );
}
