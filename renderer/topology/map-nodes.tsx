import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Radio, Server } from 'lucide-react';
import { wordProblem } from '../../protocol/contract/problem.ts';
import type { NodeLink, RouterOwnership, Topology } from '../../protocol/contract/topology.ts';
import { useFrom, useLab } from '../app/context.tsx';
import { Shape } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';
import { Age } from './Age.tsx';
import { NodeBadge } from './NodeBadge.tsx';
import { RoleChip } from './RoleChip.tsx';
import { claimants, priorityOf, roleOf } from './roles.ts';
import { usePulse } from './use-pulse.ts';
import { useSpeaker } from './use-speaker.ts';
import { verdictTone, visibleVerdict } from './verdict.ts';

export type HostNode = Node<{ link: NodeLink; routers: RouterOwnership[] }, 'host'>;
export type VipNode = Node<{ router: RouterOwnership; holder: string | null }, 'vip'>;
export type SegmentNode = Node<{ topology: Topology }, 'segment'>;
export type ObserverNode = Node<{ capture: Topology['capture'] }, 'observer'>;
export type MapNode = HostNode | VipNode | SegmentNode | ObserverNode;

const useConnected = () =>
  useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );

export function HostCard({ data }: NodeProps<HostNode>) {
  const { t, language } = useWords();
  const speaker = useSpeaker();
  const connected = useConnected();
  const { link, routers } = data;
  const first = routers[0];
  const main = first ? roleOf(first, link.name, connected) : null;
  const rival = routers.some(
    (router) => router.verdict === 'split-brain' && claimants(router, connected).includes(link.name),
  );
  const lab = useLab()?.lab;
  const dead = connected && link.agent === 'lost';
  const problem = link.problem && wordProblem(link.problem, language).message;
  return (
    <div className={`map-host role-${rival ? 'rival' : (main?.role ?? 'unknown')}`}>
      <div className="row">
        <Server size={15} aria-hidden className="quiet" />
        <strong className="cut grow" title={link.name}>
          {link.name}
        </strong>
        <span className={`agent-state ${dead ? 'bad' : ''}`} title={problem ?? undefined}>
          {t(`agent.${connected ? link.agent : 'unknown'}`, speaker)}
        </span>
      </div>
      <div className="row">
        <span className="mono small quiet cut grow" title={`${link.host} · ${link.interface}`}>
          {link.host} · {link.interface}
        </span>
        {connected ? <NodeBadge link={link} routers={routers} /> : null}
      </div>
      <ul className="map-roles">
        {routers.map((router) => {
          const view = roleOf(router, link.name, connected);
          const priority = priorityOf(view, lab, router.vrid, link.name);
          return (
            <li key={router.vrid} className="row">
              <span className="vrid num">VRID {router.vrid}</span>
              <RoleChip role={view.role} />
              <span className="grow" />
              {priority === null ? null : (
                <span className="num small soft" title={t('topology.priority')}>
                  {t('topology.prio', { priority })}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {connected && problem ? (
        <p className="small map-problem cut" title={problem}>
          {problem}
        </p>
      ) : null}
      <div className="row small quiet map-evidence">
        <span>{main?.source ? t(`source.${main.source}`) : t('source.none')}</span>
        <span aria-hidden>·</span>
        <Age at={main?.seenMs ?? null} />
      </div>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className="map-handle" />
    </div>
  );
}

export function VipToken({ data }: NodeProps<VipNode>) {
  const { t } = useWords();
  const connected = useConnected();
  const { router, holder } = data;
  const verdict = visibleVerdict(router, connected);
  const tone = verdictTone[verdict];
  const vip = router.vips[0] ?? '';
  const more = router.vips.length - 1;
  return (
    <div
      className={`map-vip tone-${tone}`}
      data-testid={`vip-token-${router.vrid}`}
      data-node={holder ?? ''}
      title={router.vips.join(', ')}
    >
      <Shape name={tone} size={13} />
      <div className="map-vip-text">
        <span className="mono num cut">
          {vip}
          {more > 0 ? ` +${more}` : ''}
        </span>
        <span className="small cut">
          {verdict === 'owned' ? <Age at={router.sinceMs} style="for" /> : t(`verdict.${verdict}.short`)}
        </span>
      </div>
    </div>
  );
}

export function SegmentBar({ data }: NodeProps<SegmentNode>) {
  const { t } = useWords();
  const { topology } = data;
  return (
    <div className="map-segment">
      {topology.nodes.map((node, index) => (
        <Pulse key={node.name} topology={topology} node={node.name} from={index === 0 ? 'left' : 'right'} />
      ))}
      <span className="map-segment-line" aria-hidden />
      <span className="map-segment-label small">{t('topology.segment')}</span>
      <Handle
        id="left"
        type="target"
        position={Position.Top}
        isConnectable={false}
        className="map-handle left"
      />
      <Handle
        id="middle"
        type="target"
        position={Position.Top}
        isConnectable={false}
        className="map-handle"
      />
      <Handle
        id="right"
        type="target"
        position={Position.Top}
        isConnectable={false}
        className="map-handle right"
      />
    </div>
  );
}

/** One sweep along the segment for adverts that arrived, at most a few a second however many there were. */
function Pulse({ topology, node, from }: { topology: Topology; node: string; from: 'left' | 'right' }) {
  const adverts = topology.virtualRouters.reduce(
    (sum, router) => sum + (router.witnesses.wire.find((witness) => witness.node === node)?.adverts ?? 0),
    0,
  );
  const pulse = usePulse(adverts, 350);
  if (pulse === 0) return null;
  return <i key={pulse} className={`map-pulse from-${from}`} aria-hidden />;
}

export function ObserverCard({ data }: NodeProps<ObserverNode>) {
  const { t } = useWords();
  const connected = useConnected();
  const { capture } = data;
  const state = connected ? capture.state : 'off';
  return (
    <div className={`map-observer capture-${state}`}>
      <div className="row">
        <Radio size={14} aria-hidden />
        <strong className="cut">{t('topology.thisMachine')}</strong>
      </div>
      <span className="small cut">
        {!connected
          ? t('capture.unknown')
          : state === 'running'
            ? t('capture.on', { interface: capture.interface ?? '' })
            : t(`capture.${state}`)}
      </span>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className="map-handle" />
    </div>
  );
}
