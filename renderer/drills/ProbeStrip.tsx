import { useRef } from 'react';
import type { DrillProgress } from '../../protocol/contract/drills.ts';
import { formatNumber } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { type ProbeSample, pushSample } from './probe-samples.ts';

type Probe = DrillProgress['probes']['icmp'];

/** The last probes as marks, one per message of the engine: tall where something was lost since the one before. */
export function ProbeStrip({ label, probe }: { label: string; probe: Probe }) {
  const { t, language } = useWords();
  const samples = useRef<ProbeSample[]>([]);
  samples.current = pushSample(samples.current, probe);
  return (
    <div className="probe">
      <span className="probe-name">{label}</span>
      <span className={`probe-state ${probe.sent === 0 ? 'quiet' : probe.ok ? 'ink-master' : 'ink-alarm'}`}>
        {probe.sent === 0 ? '—' : probe.ok ? t('drill.answers') : t('drill.silent')}
      </span>
      <svg className="probe-strip" viewBox="0 0 240 20" preserveAspectRatio="none" aria-hidden>
        {samples.current.map((sample, index) => (
          <rect
            key={sample.sent}
            x={index * 3}
            width={2}
            y={sample.lost > 0 ? 0 : 12}
            height={sample.lost > 0 ? 20 : 8}
            className={sample.lost > 0 ? 'probe-lost' : 'probe-ok'}
          />
        ))}
      </svg>
      <span className="small num soft">
        {t('drill.probeCount', {
          lost: formatNumber(probe.lost, language),
          sent: formatNumber(probe.sent, language),
        })}
      </span>
    </div>
  );
}
