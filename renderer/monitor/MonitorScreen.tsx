import { ActivitySquare, Filter as FilterIcon } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useFrom } from '../app/context.tsx';
import { Empty } from '../design/Empty.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { AdvertLanes } from './AdvertLanes.tsx';
import { CaptureBar } from './CaptureBar.tsx';
import { FrameDetail } from './FrameDetail.tsx';
import { type Filter, parseFilter } from './filter.ts';
import { PacketGrid } from './PacketGrid.tsx';
import { useCaptureControl } from './use-capture-control.ts';
import { useFrames } from './use-frames.ts';

const everything: Filter = () => true;

export function MonitorScreen() {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [selected, setSelected] = useState<number | null>(null);
  const [follows, setFollows] = useState(true);
  const control = useCaptureControl();
  const parsed = useMemo(() => parseFilter(text), [text]);
  const lastGood = useRef<Filter>(everything);
  if (parsed.ok) lastGood.current = parsed.empty ? everything : parsed.filter;
  const { list, removed, firstTs } = useFrames(lastGood.current);
  const capture = useFrom(
    (stores) => stores.capture.store,
    (state) => state,
  );
  const epoch = capture.epoch;

  // biome-ignore lint/correctness/useExhaustiveDependencies: numbers start again with each capture
  useEffect(() => setSelected(null), [epoch]);

  const problem = control.problem ?? capture.problem;
  const held = capture.total > 0 && list.length === 0;
  return (
    <div className="page monitor">
      <h1 className="hidden-visually" tabIndex={-1}>
        {t('nav.monitor')}
      </h1>
      <CaptureBar
        control={control}
        filter={text}
        badWord={parsed.ok ? null : parsed.word}
        onFilter={setText}
        shown={list.length}
      />
      {problem ? <ProblemNotice problem={problem} /> : null}
      <AdvertLanes />
      {list.length === 0 ? (
        <div className="card packets-empty">
          {held ? (
            <Empty icon={<FilterIcon size={28} aria-hidden />} title={t('monitor.noMatch')}>
              {t('monitor.noMatchHint')}
            </Empty>
          ) : (
            <Empty
              icon={<ActivitySquare size={30} aria-hidden />}
              title={capture.state === 'running' ? t('monitor.waiting') : t('monitor.empty')}
            >
              {capture.state === 'running' ? t('monitor.waitingHint') : t('monitor.emptyHint')}
            </Empty>
          )}
        </div>
      ) : (
        <PacketGrid
          list={list}
          removed={removed}
          firstTs={firstTs}
          selected={selected}
          follows={follows}
          onSelect={setSelected}
          onFollow={setFollows}
        />
      )}
      {selected === null ? null : <FrameDetail no={selected} onClose={() => setSelected(null)} />}
    </div>
  );
}
