import { useState } from 'react';
import type { DiscoveredHost, GoneHost } from '../../protocol/contract/hosts.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Checkbox } from '../design/fields.tsx';
import { formatDate, formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { draftNode } from '../store/wizard.ts';
import { ChangeBadge } from './ChangeBadge.tsx';
import { compareIp } from './subnet.ts';

interface HostTableProps {
  hosts: readonly DiscoveredHost[];
  gone: readonly GoneHost[];
  /** When the scan was that this one is compared with; null where there was none. */
  comparedWith: string | null;
}

/** What a scan found, and what it no longer found, by address. */
export function HostTable({ hosts, gone, comparedWith }: HostTableProps) {
  const { t, language } = useWords();
  const [onlyChanges, setOnlyChanges] = useState(false);
  const filtered = onlyChanges && comparedWith !== null;
  const shown = filtered ? hosts.filter(({ change }) => change !== 'same') : hosts;
  const rows = [...shown, ...gone].sort((one, other) => compareIp(one.ip, other.ip));
  return (
    <>
      {comparedWith === null ? null : (
        <div className="scan-filter">
          <Checkbox isSelected={onlyChanges} onChange={setOnlyChanges}>
            {t('scan.onlyChanges')}
          </Checkbox>
          <span className="small quiet">
            {t('scan.comparedWith', { when: formatDate(new Date(comparedWith), language) })}
          </span>
        </div>
      )}
      <table>
        <caption className="hidden-visually">{t('wizard.scan.results')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('wizard.scan.host')}</th>
            <th scope="col">
              {t('wizard.scan.name')} · {t('wizard.scan.hardware')}
            </th>
            <th scope="col">
              {t('wizard.scan.ssh')} · {t('wizard.scan.ports')}
            </th>
            <th scope="col" className="end">
              {t('wizard.scan.time')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) =>
            row.type === 'gone' ? <GoneRow key={row.ip} host={row} /> : <HostRow key={row.ip} host={row} />,
          )}
        </tbody>
      </table>
      {filtered && rows.length === 0 ? (
        <p className="small quiet scan-filter">{t('scan.noChanges')}</p>
      ) : null}
    </>
  );
}

function HostRow({ host }: { host: DiscoveredHost }) {
  const { t, language } = useWords();
  const { wizard } = useStores();
  const nodes = useFrom(
    (stores) => stores.wizard.store,
    (state) => state.nodes,
  );
  const chosen = nodes.some((node) => node.host === host.ip);
  const toggle = (isChosen: boolean) => {
    const rest = nodes.filter((node) => node.host !== host.ip);
    const taken = rest.map((node) => node.name);
    wizard.store.setState({ nodes: isChosen ? [...rest, draftNode(host.ip, host.hostname, taken)] : rest });
  };
  return (
    <tr data-host={host.ip} data-change={host.change} className={host.ssh ? '' : 'dim'}>
      <td>
        <span className="scan-host">
          <Checkbox
            aria-label={t('wizard.scan.choose', { host: host.ip })}
            isSelected={chosen}
            isDisabled={!chosen && nodes.length >= 2}
            onChange={toggle}
          >
            <span className="mono">{host.ip}</span>
          </Checkbox>
          <ChangeBadge host={host} />
        </span>
      </td>
      <Identity host={host} />
      <td className="small soft scan-ssh">
        <span className="scan-line cut" title={host.ssh?.banner ?? ''}>
          {host.ssh ? host.ssh.banner.replace(/^SSH-2\.0-/, '') : t('wizard.scan.noSsh')}
        </span>
        <span className="scan-line quiet num cut" title={host.services.map(({ name }) => name).join(', ')}>
          {host.services.map(({ port }) => port).join(' · ')}
        </span>
      </td>
      <td className="small quiet num end">{formatMs(host.elapsedMs, language)}</td>
    </tr>
  );
}

/** Its name above, its network card below: what tells one host from another. */
function Identity({ host: { hostname, vendor, mac } }: { host: DiscoveredHost | GoneHost }) {
  return (
    <td>
      <span className="scan-line cut" title={hostname ?? ''}>
        {hostname ?? vendor ?? '—'}
      </span>
      <span className="scan-line small quiet cut" title={vendor ?? ''}>
        <span className="mono">{mac ?? '—'}</span>
        {hostname !== null && vendor !== null ? ` · ${vendor}` : ''}
      </span>
    </td>
  );
}

function GoneRow({ host }: { host: GoneHost }) {
  const { t, language } = useWords();
  return (
    <tr data-host={host.ip} data-change="gone" className="dim">
      <td>
        <span className="scan-host">
          <span className="mono">{host.ip}</span>
          <ChangeBadge host={host} />
        </span>
      </td>
      <Identity host={host} />
      <td className="small quiet" colSpan={2}>
        {t('scan.lastSeen', { when: formatDate(new Date(host.lastSeen), language) })}
      </td>
    </tr>
  );
}
