import { TriangleAlert } from 'lucide-react';
import type { NodeLink, NodeWitness, RouterOwnership } from '../../protocol/contract/topology.ts';
import { wordCause } from '../causes/word-cause.ts';
import { useWords } from '../i18n/i18n.ts';
import { Age } from './Age.tsx';
import { MismatchLine } from './MismatchLine.tsx';
import { viewOf } from './mismatches.ts';
import { priorityParts } from './priority-parts.ts';
import { RoleChip } from './RoleChip.tsx';
import { usePartWords } from './use-part-words.ts';

/** What each node's agent says of one virtual router and why, side by side. */
export function NodeReports({
  router,
  nodes,
  connected,
}: {
  router: RouterOwnership;
  nodes: readonly NodeLink[];
  connected: boolean;
}) {
  const { t } = useWords();
  return (
    <ul className="node-reports" aria-label={t('nodes.label', { vrid: router.vrid })}>
      {nodes.map((node) => {
        const report = router.witnesses.nodes.find((witness) => witness.node === node.name);
        return (
          <li key={node.name} className="node-report">
            {report ? (
              <Report vrid={router.vrid} report={report} node={node} connected={connected} />
            ) : (
              <span className="row">
                <strong className="cut" title={node.name}>
                  {node.name}
                </strong>
                <span className="small quiet">{t('nodes.none')}</span>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Report({
  vrid,
  report,
  node,
  connected,
}: {
  vrid: number;
  report: NodeWitness;
  node: NodeLink;
  connected: boolean;
}) {
  const { t, language } = useWords();
  const partWords = usePartWords();
  const freshness = connected ? report.freshness : 'stale';
  const parts = priorityParts(report, node.checks);
  return (
    <div className={`evidence ${freshness} state-${report.state}`} data-freshness={freshness}>
      <span className="row">
        <strong className="cut" title={node.name}>
          {node.name}
        </strong>
        <RoleChip role={freshness === 'fresh' ? report.state : 'unknown'} />
      </span>
      <dl className="report-facts small">
        <dt>{t('nodes.why')}</dt>
        <dd>
          {wordCause(report.cause, language)}{' '}
          <span className="quiet">
            · <Age at={report.sinceMs} style="ago" />
          </span>
        </dd>
        <dt>{t('nodes.priority')}</dt>
        <dd className="num">
          <strong>{report.priority}</strong>
          {parts.length > 0 ? <span className="soft"> = {parts.map(partWords).join(' · ')}</span> : null}
        </dd>
        {report.faults.length > 0 ? (
          <>
            <dt>{t('nodes.faults')}</dt>
            <dd>
              <ul className="fault-list">
                {report.faults.map((fault) => (
                  <li key={fault} className="row">
                    <TriangleAlert size={13} aria-hidden />
                    <span>{wordCause(fault, language)}</span>
                  </li>
                ))}
              </ul>
            </dd>
          </>
        ) : null}
        {report.mismatches.length > 0 ? (
          <>
            <dt>{t('nodes.mismatches')}</dt>
            <dd>
              <ul>
                {report.mismatches.map((mismatch) => (
                  <MismatchLine
                    key={`${mismatch.source}-${mismatch.what}`}
                    view={viewOf(vrid, node.name, mismatch)}
                    connected={connected}
                  />
                ))}
              </ul>
            </dd>
          </>
        ) : null}
      </dl>
      <span className="small quiet">
        {freshness === 'fresh' ? null : <strong className="stale-word">{t('age.stale')} · </strong>}
        <Age at={report.seenMs} />
      </span>
    </div>
  );
}
