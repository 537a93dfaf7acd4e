import { useEffect, useRef } from 'react';
import { wordLog } from '../causes/word-log.ts';
import { formatClock } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import type { TaskLine } from '../store/tasks.ts';

/** The log as it was written, what Tandem says itself in the person's language; it stays at its end unless somebody scrolled up. */
export function TaskLog({ lines }: { lines: readonly TaskLine[] }) {
  const { t, language } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line moves the end
  useEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  if (lines.length === 0) return null;
  return (
    <details className="task-log" open>
      <summary>{t('task.log')}</summary>
      <div
        ref={box}
        className="task-log-lines mono"
        role="log"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          follows.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
      >
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows at its end
          <div key={index} className="task-line">
            <span className="quiet num">{formatClock(line.atMs, language)}</span>
            {line.node ? <span className="task-line-node">{line.node}</span> : null}
            <span>{wordLog(line.line, language)}</span>
          </div>
        ))}
      </div>
    </details>
  );
}
