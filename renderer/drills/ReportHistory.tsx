import { History } from 'lucide-react';
import type { DrillReport } from '../../protocol/contract/drills.ts';
import { Button } from '../design/Button.tsx';
import { Empty, Loading } from '../design/Empty.tsx';
import { formatDate, formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { DrillVerdict } from './DrillVerdict.tsx';
import { drillName } from './names.ts';
import { outageOf } from './outage.ts';

interface ReportHistoryProps {
  reports: readonly DrillReport[] | null;
  shown: string | null;
  onShow: (id: string) => void;
}

export function ReportHistory({ reports, shown, onShow }: ReportHistoryProps) {
  const { t, language } = useWords();
  return (
    <section className="card history" aria-label={t('drill.history')}>
      <h2>{t('drill.history')}</h2>
      {reports === null ? <Loading label={t('drill.loading')} /> : null}
      {reports?.length === 0 ? (
        <Empty icon={<History size={26} aria-hidden />} title={t('drill.historyNone')}>
          {t('drill.historyNoneHint')}
        </Empty>
      ) : null}
      {reports && reports.length > 0 ? (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('drill.verdictHead')}</th>
              <th scope="col">{t('drill.when')}</th>
              <th scope="col">{t('drill.drill')}</th>
              <th scope="col">{t('drill.target')}</th>
              <th scope="col" className="end">
                {t('drill.measuredOutage')}
              </th>
              <th scope="col" className="end">
                {t('drill.predictedOutage')}
              </th>
              <th scope="col">
                <span className="hidden-visually">{t('drill.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {reports.map((report) => {
              const outage = outageOf(report.measured);
              return (
                <tr key={report.id} data-report={report.id} className={report.id === shown ? 'chosen' : ''}>
                  <td>
                    <DrillVerdict verdict={report.verdict} />
                  </td>
                  <td className="num">{formatDate(new Date(report.startedAt), language)}</td>
                  <td>{drillName(report.kind, t)}</td>
                  <td className="cut" title={report.target}>
                    {report.target}
                  </td>
                  <td className="num end">
                    {outage ? (
                      <>
                        {formatMs(outage.ms, language)}{' '}
                        <span className="small quiet">{t(`drill.probe.${outage.probe}`)}</span>
                      </>
                    ) : (
                      '—'
                    )}
                  </td>
                  <td className="num end">{formatMs(report.predicted.outageMs, language)}</td>
                  <td className="end">
                    <Button tone="ghost" onPress={() => onShow(report.id)}>
                      {t('drill.showReport')}
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}
