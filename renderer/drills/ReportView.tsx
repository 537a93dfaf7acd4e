import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { DrillReport } from '../../protocol/contract/drills.ts';
import { IconButton } from '../design/Button.tsx';
import { formatDate, formatMs, formatNumber } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { phraseText } from '../i18n/phrase-text.ts';
import { DrillVerdict } from './DrillVerdict.tsx';
import { drillName } from './names.ts';
import { OutageBars } from './OutageBars.tsx';
import { PhaseRail } from './PhaseRail.tsx';
import { Timeline } from './Timeline.tsx';

export function ReportView({ report, onClose }: { report: DrillReport; onClose: () => void }) {
  const { t, language } = useWords();
  const { measured } = report;
  const heading = useRef<HTMLHeadingElement>(null);
  // It is opened from a list further down: bring it into view, and the focus with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another report is another opening
  useEffect(() => {
    heading.current?.scrollIntoView({ block: 'nearest' });
    heading.current?.focus({ preventScroll: true });
  }, [report.id]);
  const ms = (value: number | null) => (value === null ? '—' : formatMs(value, language));
  const numbers: [string, string][] = [
    [t('drill.m.takeover'), ms(measured.takeoverMs)],
    [t('drill.m.detect'), ms(measured.detectMs)],
    [t('drill.m.arp'), ms(measured.arpMs)],
    [t('drill.m.icmp'), ms(measured.outageMs.icmp)],
    [t('drill.m.http'), ms(measured.outageMs.http)],
    [t('drill.m.tcp'), ms(measured.outageMs.tcp)],
    [t('drill.m.lost'), formatNumber(measured.lostProbes, language)],
    [t('drill.m.dual'), ms(measured.dualOwnerMs)],
    [t('drill.m.noOwner'), ms(measured.noOwnerMs)],
    [t('drill.m.transitions'), formatNumber(measured.transitions, language)],
    [t('drill.m.revert'), ms(report.guard.revertMs)],
    [t('drill.m.revertedBy'), report.guard.revertedBy ? t(`drill.by.${report.guard.revertedBy}`) : '—'],
  ];
  return (
    <section className="card report" aria-label={t('drill.report')}>
      <header className="row">
        <span data-testid="drill-verdict" data-verdict={report.verdict}>
          <DrillVerdict verdict={report.verdict} />
        </span>
        <h2 className="cut" ref={heading} tabIndex={-1}>
          {drillName(report.kind, t)} · {report.target}
        </h2>
        <span className="small quiet num">{formatDate(new Date(report.startedAt), language)}</span>
        <span className="grow" />
        <IconButton label={t('common.close')} onPress={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      {report.reasons.length > 0 ? (
        <ul className={`reasons verdict-${report.verdict}`}>
          {report.reasons.map((reason) => (
            <li key={reason.code}>{phraseText(reason, language)}</li>
          ))}
        </ul>
      ) : null}
      <OutageBars report={report} />
      <p className="soft">
        <span className="quiet">{t('drill.hypothesis')} </span>
        {phraseText(report.hypothesis, language)}
      </p>
      <dl className="report-numbers">
        {numbers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {report.residue.length === 0 ? (
        <p className="row ink-master" data-residue="none">
          <CircleCheck size={15} aria-hidden />
          {t('drill.noResidue')}
        </p>
      ) : (
        <div className="notice tone-alarm" role="alert">
          <TriangleAlert size={18} aria-hidden />
          <div className="notice-body">
            <strong>{t('drill.residue')}</strong>
            <ul className="mono small">
              {report.residue.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
      <PhaseRail phases={report.phases} />
      <Timeline entries={report.timeline} />
      <details className="environment">
        <summary>{t('drill.environment')}</summary>
        <dl>
          {Object.entries(report.environment).map(([name, value]) => (
            <div key={name}>
              <dt className="quiet">{name}</dt>
              <dd className="mono">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
