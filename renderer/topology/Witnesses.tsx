import { FileBadge2, Radio, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Freshness, NodeLink, RouterOwnership } from '../../protocol/contract/topology.ts';
import { useFrom } from '../app/context.tsx';
import { Chip, Shape } from '../design/Chip.tsx';
import { formatList, formatMs, formatNumber } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { Age } from './Age.tsx';
import { NodeReports } from './NodeReports.tsx';
import { RoleChip } from './RoleChip.tsx';
import { claimants } from './roles.ts';
import { Switchover } from './Switchover.tsx';
import { useSpeaker } from './use-speaker.ts';
import { verdictTone, visibleVerdict } from './verdict.ts';

/** The three witnesses of one virtual router side by side, whether they agree, and what the nodes say of themselves. */
export function Witnesses({ router, nodes: links }: { router: RouterOwnership; nodes: readonly NodeLink[] }) {
  const { t, language } = useWords();
  const speaker = useSpeaker();
  const connected = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  const verdict = visibleVerdict(router, connected);
  const tone = verdictTone[verdict];
  const { wire, nodes, arp } = router.witnesses;
  const seen = (freshness: Freshness) => (connected ? freshness : 'stale');
  return (
    <section className="card witnesses" aria-label={t('witness.label', { vrid: router.vrid })}>
      <header className="row wrap between">
        <div className="row wrap">
          <h2>VRID {router.vrid}</h2>
          <span className="mono soft cut">{router.vips.join(', ')}</span>
        </div>
        <div className="row wrap">
          <span className="small quiet num">
            {t('witness.timers', {
              interval: formatMs(router.advertIntervalMs, language),
              down: formatMs(router.masterDownIntervalMs, language),
            })}
          </span>
          <Chip tone={tone} icon={<Shape name={tone} />}>
            {t(`verdict.${verdict}.short`)}
          </Chip>
          <span className="owner-text" data-testid={`owner-${router.vrid}`}>
            {claimants(router, connected).join(' + ') || t('topology.nobody')}
          </span>
        </div>
      </header>
      <div className="witness-columns">
        <Column
          icon={<Radio size={14} aria-hidden />}
          title={t('witness.wire')}
          why={t('witness.wireWhy')}
          none={t('witness.wireNone')}
        >
          {wire.map((witness) => (
            <Evidence key={witness.source} freshness={seen(witness.freshness)} at={witness.lastSeenMs}>
              <span className="row">
                <strong className="cut" title={witness.source}>
                  {witness.node ?? witness.source}
                </strong>
                {witness.node === null ? <Chip tone="warn">{t('witness.stranger')}</Chip> : null}
              </span>
              <span className="small soft num">
                {t('witness.wireLine', {
                  version: witness.version,
                  priority: witness.priority,
                  adverts: formatNumber(witness.adverts, language),
                })}
              </span>
            </Evidence>
          ))}
        </Column>
        <Column
          icon={<FileBadge2 size={14} aria-hidden />}
          title={t('witness.nodes')}
          why={t('witness.nodesWhy', speaker)}
          none={t('witness.nodesNone', speaker)}
        >
          {nodes.map((witness) => (
            <Evidence key={witness.node} freshness={seen(witness.freshness)} at={witness.seenMs}>
              <span className="row">
                <strong className="cut" title={witness.node}>
                  {witness.node}
                </strong>
                <RoleChip role={seen(witness.freshness) === 'fresh' ? witness.state : 'unknown'} />
              </span>
              <span className="small soft cut">
                {witness.addressesHeld.length > 0
                  ? t('witness.holds', { addresses: formatList(witness.addressesHeld, language) })
                  : t('witness.holdsNone')}
              </span>
            </Evidence>
          ))}
        </Column>
        <Column
          icon={<Waypoints size={14} aria-hidden />}
          title={t('witness.arp')}
          why={t('witness.arpWhy')}
          none={t('witness.arpNone')}
        >
          {arp.map((witness) => (
            <Evidence
              key={`${witness.vip}-${witness.mac}`}
              freshness={seen(witness.freshness)}
              at={witness.seenMs}
            >
              <strong className="cut" title={witness.mac}>
                {witness.node ?? t('witness.unknownMac')}
              </strong>
              <span className="small soft mono cut" title={witness.mac}>
                {witness.mac} · {t(`witness.how.${witness.how}`)}
              </span>
            </Evidence>
          ))}
        </Column>
      </div>
      <NodeReports router={router} nodes={links} connected={connected} />
      <Switchover router={router} nodes={links} connected={connected} />
    </section>
  );
}

function Column({
  icon,
  title,
  why,
  none,
  children,
}: {
  icon: ReactNode;
  title: string;
  why: string;
  none: string;
  children: ReactNode[];
}) {
  return (
    <div className="witness-column">
      <h3 className="row" title={why}>
        {icon}
        {title}
      </h3>
      {children.length > 0 ? <ul>{children}</ul> : <p className="small quiet">{none}</p>}
    </div>
  );
}

function Evidence({ freshness, at, children }: { freshness: Freshness; at: number; children: ReactNode }) {
  const { t } = useWords();
  return (
    <li className={`evidence ${freshness}`} data-freshness={freshness}>
      {children}
      <span className="small quiet">
        {freshness === 'fresh' ? null : <strong className="stale-word">{t('age.stale')} · </strong>}
        <Age at={at} />
      </span>
    </li>
  );
}
