import { Check, Copy, OctagonAlert, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { type Problem, wordProblem } from '../../protocol/contract/problem.ts';
import { withWordedFacts } from '../causes/word-step.ts';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';

interface ProblemNoticeProps {
  problem: Problem;
  action?: ReactNode;
  /** `warn`: the work went on all the same. */
  tone?: 'alarm' | 'warn';
}

/** A problem in the person's language: what, what to do, and on request the raw cause. */
export function ProblemNotice({ problem, action, tone = 'alarm' }: ProblemNoticeProps) {
  const { t, language } = useWords();
  const { message, hint } = wordProblem(withWordedFacts(problem, language), language);
  return (
    <div
      className={`notice tone-${tone}`}
      role={tone === 'warn' ? 'status' : 'alert'}
      data-problem={problem.code}
    >
      {tone === 'warn' ? <TriangleAlert size={18} aria-hidden /> : <OctagonAlert size={18} aria-hidden />}
      <div className="notice-body">
        <strong>{message}</strong>
        <span className="soft">{hint}</span>
        {problem.cause ? (
          <details className="cause">
            <summary>{t('problem.cause')}</summary>
            <pre className="cause-text mono">{problem.cause}</pre>
          </details>
        ) : null}
        <div className="row wrap">
          {action}
          <CopyProblem problem={problem} />
        </div>
      </div>
    </div>
  );
}

function CopyProblem({ problem }: { problem: Problem }) {
  const { t, language } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const { message, hint } = wordProblem(withWordedFacts(problem, language), language);
    const text = [problem.code, message, hint, problem.cause].filter(Boolean).join('\n');
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <Button tone="ghost" onPress={() => void copy()}>
      {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      {copied ? t('problem.copied') : t('problem.copy')}
    </Button>
  );
}
