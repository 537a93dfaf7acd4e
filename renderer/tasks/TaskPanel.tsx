import { Check, CircleDashed, CircleX, Minus, RotateCcw, TriangleAlert, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { type Language, wordProblem } from '../../protocol/contract/problem.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { focusIsLost, focusScreen } from '../app/focus.ts';
import { withWordedFacts, wordStep } from '../causes/word-step.ts';
import { Button, IconButton } from '../design/Button.tsx';
import { formatBytes, formatMs, formatNumber } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { toastProblem } from '../problems/toast-problem.ts';
import { emptyTask, failedFirst, type TaskStep } from '../store/tasks.ts';
import { stepWord } from './step-word.ts';
import { TaskLog } from './TaskLog.tsx';

interface TaskPanelProps {
  taskId: string;
  title: string;
  /** It stands where the button was that started the work: its heading takes the focus over. */
  takesFocus?: boolean;
  onDone?: () => void;
  /** Once it has ended, the panel may be put away. */
  onClose?: () => void;
}

/** A long piece of work as it is: steps per node, bytes, log, and its end. */
export function TaskPanel({ taskId, title, takesFocus = false, onDone, onClose }: TaskPanelProps) {
  const { t, language } = useWords();
  const { tasks, engine } = useStores();
  const view =
    useFrom(
      (stores) => stores.tasks.store,
      (all) => all[taskId],
    ) ?? emptyTask;
  useEffect(() => tasks.watch(taskId), [tasks, taskId]);
  const ended = view.end;
  useEffect(() => {
    if (ended?.ok) onDone?.();
  }, [ended, onDone]);
  const heading = useRef<HTMLHeadingElement>(null);
  const cancelled = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task is another opening
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus, taskId]);
  // The end takes the cancel button away.
  useEffect(() => {
    if (ended && cancelled.current && focusIsLost()) heading.current?.focus();
  }, [ended]);

  const nodes = [...new Set(view.steps.map((step) => step.node))];
  const cancel = () => {
    cancelled.current = true;
    void engine.call('tasks.cancel', { taskId }).catch((error: unknown) => toastProblem(error, language));
  };
  const close = () => {
    onClose?.();
    focusScreen();
  };
  return (
    <section className="card task" aria-label={title}>
      <header className="row between">
        <h2 className="row" ref={heading} tabIndex={-1}>
          {ended ? null : <span className="spinner" aria-hidden />}
          {title}
        </h2>
        {ended ? (
          <span className="row">
            <span className="small quiet num">
              {ended.ok ? t('task.doneIn', { time: formatMs(ended.elapsedMs, language) }) : t('task.failed')}
            </span>
            {onClose ? (
              <IconButton label={t('common.close')} onPress={close}>
                <X size={15} aria-hidden />
              </IconButton>
            ) : null}
          </span>
        ) : (
          <Button tone="ghost" onPress={cancel}>
            {t('common.cancel')}
          </Button>
        )}
      </header>
      {ended && !ended.ok ? <ProblemNotice problem={ended.problem} /> : null}
      {view.steps
        .flatMap((step) => step.problems ?? [])
        .map((problem) => (
          <ProblemNotice key={problem.message} problem={problem} tone="warn" />
        ))}
      <div className="task-nodes">
        {nodes.map((node) => (
          <div key={node ?? ''} className="task-node">
            <h3 className="cut" title={node ?? ''}>
              {node ?? t('task.thisMachine')}
            </h3>
            <ol className="task-steps">
              {failedFirst(view.steps.filter((step) => step.node === node)).map((step) => (
                <StepRow key={step.step} step={step} />
              ))}
            </ol>
          </div>
        ))}
      </div>
      {view.steps.length === 0 && !ended ? <p className="small quiet">{t('task.starting')}</p> : null}
      <TaskLog lines={view.log} />
    </section>
  );
}

const icons: Record<TaskStep['state'], typeof Check> = {
  waiting: CircleDashed,
  running: CircleDashed,
  done: Check,
  warned: TriangleAlert,
  failed: CircleX,
  'rolled-back': RotateCcw,
  skipped: Minus,
};

function StepRow({ step }: { step: TaskStep }) {
  const { t, language } = useWords();
  const Icon = icons[step.state];
  const detail = step.problems
    ? step.problems
        .map((problem) => wordProblem(withWordedFacts(problem, language), language).message)
        .join(' ')
    : wordStep(step.detail ?? '', language);
  const share = step.totalBytes ? Math.min(1, (step.bytes ?? 0) / step.totalBytes) : null;
  return (
    <li className={`task-step state-${step.state}`} data-step={step.step} data-state={step.state}>
      {step.state === 'running' ? <span className="spinner" aria-hidden /> : <Icon size={14} aria-hidden />}
      <span className="task-step-name">{stepWord(step.step, t)}</span>
      <span className="hidden-visually">{t(`task.state.${step.state}`)}</span>
      {share !== null && step.state === 'running' ? (
        <span className="task-bytes row">
          <span
            className="bar grow"
            role="progressbar"
            aria-label={stepWord(step.step, t)}
            aria-valuenow={Math.round(share * 100)}
            aria-valuemin={0}
            aria-valuemax={100}
          >
            <i style={{ width: `${share * 100}%` }} />
          </span>
          <span className="small quiet num">{amount(step, language)}</span>
        </span>
      ) : (
        <span className={`small quiet grow ${step.state === 'running' ? 'cut' : ''}`} title={detail}>
          {step.problems ? '' : detail}
        </span>
      )}
    </li>
  );
}

/** Bytes where bytes travel; other work counts to a hundred. */
function amount({ bytes = 0, totalBytes = 0 }: TaskStep, language: Language): string {
  if (totalBytes <= 100) return `${formatNumber((bytes / totalBytes) * 100, language)} %`;
  return `${formatBytes(bytes, language)} / ${formatBytes(totalBytes, language)}`;
}
