import { X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { StreamItem } from '../../protocol/contract/contract.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { dissect, type LayerNode } from '../../protocol/wire/dissect.ts';
import { useStores } from '../app/context.tsx';
import { IconButton } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { BytesPane } from './BytesPane.tsx';
import { bytesOf } from './download.ts';
import { LayerTree } from './LayerTree.tsx';

interface Loaded {
  frame: StreamItem<'capture.frames'>['frames'][number];
  bytes: Uint8Array;
}

/** One frame: its fields as a tree, its bytes beside them, and the selected field lit up in both. */
export function FrameDetail({ no, onClose }: { no: number; onClose: () => void }) {
  const { t } = useWords();
  const { engine } = useStores();
  const [loaded, setLoaded] = useState<Loaded | 'gone' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [field, setField] = useState<LayerNode | null>(null);

  useEffect(() => {
    let wanted = true;
    setField(null);
    engine.call('capture.frame', { no }).then(
      (answer) => {
        if (!wanted) return;
        setProblem(null);
        setLoaded(answer ? { frame: answer.frame, bytes: bytesOf(answer.bytes) } : 'gone');
      },
      (error: unknown) => wanted && setProblem(toProblem(error)),
    );
    return () => {
      wanted = false;
    };
  }, [engine, no]);

  const layers = useMemo(() => (loaded && loaded !== 'gone' ? dissect(loaded.bytes) : []), [loaded]);
  return (
    <section className="card detail" aria-label={t('monitor.detail', { no })} data-pane tabIndex={-1}>
      <header className="row detail-head">
        <h2 className="num">{t('monitor.detail', { no })}</h2>
        {loaded && loaded !== 'gone' ? (
          <span className="small quiet num">
            {t('monitor.onWire', { length: loaded.frame.length, captured: loaded.bytes.length })}
          </span>
        ) : null}
        {loaded && loaded !== 'gone'
          ? loaded.frame.problems.map((code) => (
              <span key={code} className="chip tone-alarm">
                {t(`frameProblem.${code}`)}
              </span>
            ))
          : null}
        <span className="grow" />
        <IconButton label={t('common.close')} onPress={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      </header>
      {problem ? <ProblemNotice problem={problem} /> : null}
      {loaded === 'gone' ? <p className="quiet">{t('monitor.frameGone')}</p> : null}
      {loaded && loaded !== 'gone' ? (
        <div className="detail-panes">
          <LayerTree key={no} layers={layers} selected={field} onSelect={setField} />
          <BytesPane bytes={loaded.bytes} layers={layers} selected={field} onSelect={setField} />
        </div>
      ) : null}
    </section>
  );
}
