import type { Topology } from '../../protocol/contract/topology.ts';
import { useFrom, useLab } from '../app/context.tsx';
import { useWords } from '../i18n/i18n.ts';
import { Age } from './Age.tsx';
import { NodeBadge } from './NodeBadge.tsx';
import { RoleChip } from './RoleChip.tsx';
import { claimants, priorityOf, roleOf } from './roles.ts';

/** The same facts as the map, as rows. */
export function TopologyTable({ topology }: { topology: Topology }) {
  const { t } = useWords();
  const lab = useLab()?.lab;
  const connected = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  return (
    <div className="card topology-table">
      <table>
        <caption className="hidden-visually">{t('topology.mapLabel')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('topology.node')}</th>
            <th scope="col">{t('topology.address')}</th>
            <th scope="col">VRID</th>
            <th scope="col">{t('topology.role')}</th>
            <th scope="col">{t('topology.priority')}</th>
            <th scope="col">{t('topology.holds')}</th>
            <th scope="col">{t('topology.source')}</th>
            <th scope="col">{t('topology.seen')}</th>
          </tr>
        </thead>
        <tbody>
          {topology.nodes.flatMap((node) =>
            topology.virtualRouters.map((router) => {
              const view = roleOf(router, node.name, connected);
              const holds = claimants(router, connected).includes(node.name);
              return (
                <tr key={`${node.name}-${router.vrid}`}>
                  <th scope="row" className="cut" title={node.name}>
                    {node.name}
                  </th>
                  <td className="mono">{node.host}</td>
                  <td className="num">{router.vrid}</td>
                  <td>
                    <span className="row">
                      <RoleChip role={view.role} />
                      {connected ? <NodeBadge link={node} routers={[router]} /> : null}
                    </span>
                  </td>
                  <td className="num">{priorityOf(view, lab, router.vrid, node.name) ?? '—'}</td>
                  <td className="mono">{holds ? router.vips.join(', ') : '—'}</td>
                  <td>{view.source ? t(`source.${view.source}`) : t('source.none')}</td>
                  <td>
                    <Age at={view.seenMs} />
                  </td>
                </tr>
              );
            }),
          )}
        </tbody>
      </table>
    </div>
  );
}
