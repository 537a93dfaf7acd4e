import { useMemo } from 'react';
import { useFrom, useStores } from '../app/context.tsx';
import { useTick } from '../design/use-tick.ts';
import { useWords } from '../i18n/i18n.ts';
import { LaneCanvas } from './LaneCanvas.tsx';
import { lanesOf, windowMs } from './lanes.ts';

/** One lane per speaker, an advert a mark, over the last ten seconds: a failover is a gap and a change of lane. */
export function AdvertLanes() {
  const { t } = useWords();
  const { capture } = useStores();
  useTick(1000);
  const offset = useFrom(
    (stores) => stores.capture.store,
    (state) => state.clockOffsetMs,
  );
  const routers = useFrom(
    (stores) => stores.topology.store,
    (state) => state.topology?.virtualRouters,
  );
  const labNodes = useFrom(
    (stores) => stores.topology.store,
    (state) => state.topology?.nodes,
  );
  const names = useMemo(() => {
    const known = new Map<string, string>();
    for (const node of labNodes ?? []) known.set(node.host, node.name);
    for (const router of routers ?? [])
      for (const witness of router.witnesses.wire) if (witness.node) known.set(witness.source, witness.node);
    return known;
  }, [routers, labNodes]);
  const ringNow = performance.now() - offset;
  if (!Number.isFinite(offset)) return null;
  const sources = lanesOf(capture.ring, ringNow, [...names.keys()]);
  if (sources.length === 0) return null;
  return (
    <section className="card lanes" aria-label={t('monitor.lanes')}>
      {sources.map((source, index) => (
        <div key={source} className={`lane lane-${index % 2 === 0 ? 'a' : 'b'}`}>
          <span className="lane-name cut" title={source}>
            {names.get(source) ?? source}
          </span>
          <LaneCanvas source={source} />
        </div>
      ))}
      <div className="lane-axis small quiet num" aria-hidden>
        <span>−{windowMs / 1000} s</span>
        <span>{t('monitor.laneLegend')}</span>
        <span>{t('monitor.now')}</span>
      </div>
    </section>
  );
}
