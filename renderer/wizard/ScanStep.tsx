import { Radar } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { DiscoveredHost, NetworkInterface } from '../../protocol/contract/hosts.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { Empty } from '../design/Empty.tsx';
import { Checkbox, TextField } from '../design/fields.tsx';
import { Select } from '../design/Select.tsx';
import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { draftNode } from '../store/wizard.ts';
import { ChosenPair } from './ChosenPair.tsx';
import { ManualHost } from './ManualHost.tsx';
import { StepFrame } from './StepFrame.tsx';
import { networkOf } from './subnet.ts';
import { useScan } from './use-scan.ts';

export function ScanStep() {
  const { t, language } = useWords();
  const { engine, wizard, capture } = useStores();
  const state = useFrom(
    (stores) => stores.wizard.store,
    (current) => current,
  );
  const [interfaces, setInterfaces] = useState<NetworkInterface[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const scan = useScan();

  const choose = (name: string, from: readonly NetworkInterface[]) => {
    const address = from.find((entry) => entry.name === name)?.addresses[0];
    wizard.store.setState({ interface: name, ...(address ? { cidr: networkOf(address) } : {}) });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the step opens
  useEffect(() => {
    engine.call('interfaces.list', {}).then(
      (list) => {
        setInterfaces(list);
        // The interface that is being captured on is most likely the one with the nodes.
        const captured = capture.store.getState().interface;
        const usable = list.filter(({ up, name, addresses }) => up && name !== 'lo' && addresses.length > 0);
        const first = usable.find(({ name }) => name === captured) ?? usable[0];
        if (first && state.interface === '') choose(first.name, list);
      },
      (error: unknown) => setProblem(toProblem(error)),
    );
  }, []);

  const shownProblem = scan.problem ?? problem;
  return (
    <StepFrame step="scan">
      <div className="scan-form">
        <Select
          label={t('wizard.scan.interface')}
          value={state.interface || null}
          options={interfaces.map(({ name, addresses }) => ({
            id: name,
            label: addresses[0] ? `${name} · ${addresses[0]}` : name,
          }))}
          placeholder="—"
          onChange={(name) => choose(name, interfaces)}
        />
        <TextField
          label={t('wizard.scan.range')}
          mono
          value={state.cidr}
          onChange={(cidr) => wizard.store.setState({ cidr })}
          placeholder="192.168.1.0/24"
        />
        <Button
          tone="primary"
          isDisabled={state.cidr === ''}
          onPress={() => (scan.running ? scan.stop() : scan.start(state.cidr, state.interface))}
        >
          {scan.running ? t('wizard.scan.stop') : t('wizard.scan.scan')}
        </Button>
        <p className="small quiet num scan-state" role="status">
          {scan.running ? (
            <>
              <span className="spinner" aria-hidden />
              {t('wizard.scan.progress', { probed: scan.probed, total: scan.total })}
            </>
          ) : scan.done ? (
            t('wizard.scan.done', { hosts: scan.done.hosts, time: formatMs(scan.done.elapsedMs, language) })
          ) : (
            t('wizard.scan.rangeHint')
          )}
        </p>
      </div>
      {shownProblem ? <ProblemNotice problem={shownProblem} /> : null}
      <div className="scan-grid">
        <div className="card scan-results">
          {state.found.length === 0 ? (
            <Empty icon={<Radar size={28} aria-hidden />} title={t('wizard.scan.none')}>
              {t('wizard.scan.noneHint')}
            </Empty>
          ) : (
            <HostTable hosts={state.found} />
          )}
          <ManualHost />
        </div>
        <ChosenPair />
      </div>
    </StepFrame>
  );
}

function HostTable({ hosts }: { hosts: readonly DiscoveredHost[] }) {
  const { t, language } = useWords();
  const { wizard } = useStores();
  const nodes = useFrom(
    (stores) => stores.wizard.store,
    (state) => state.nodes,
  );
  const toggle = (host: DiscoveredHost, chosen: boolean) => {
    const rest = nodes.filter((node) => node.host !== host.ip);
    const taken = rest.map((node) => node.name);
    wizard.store.setState({ nodes: chosen ? [...rest, draftNode(host.ip, host.hostname, taken)] : rest });
  };
  return (
    <table>
      <caption className="hidden-visually">{t('wizard.scan.results')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('wizard.scan.host')}</th>
          <th scope="col">{t('wizard.scan.name')}</th>
          <th scope="col">{t('wizard.scan.hardware')}</th>
          <th scope="col">{t('wizard.scan.ssh')}</th>
          <th scope="col" className="end">
            {t('wizard.scan.time')}
          </th>
        </tr>
      </thead>
      <tbody>
        {hosts.map((host) => {
          const chosen = nodes.some((node) => node.host === host.ip);
          return (
            <tr key={host.ip} data-host={host.ip} className={host.ssh ? '' : 'dim'}>
              <td>
                <Checkbox
                  aria-label={t('wizard.scan.choose', { host: host.ip })}
                  isSelected={chosen}
                  isDisabled={!chosen && nodes.length >= 2}
                  onChange={(selected) => toggle(host, selected)}
                >
                  <span className="mono">{host.ip}</span>
                </Checkbox>
              </td>
              <td className="cut" title={host.hostname ?? ''}>
                {host.hostname ?? '—'}
              </td>
              <td className="small soft cut" title={host.mac ?? ''}>
                {host.vendor ?? host.mac ?? '—'}
              </td>
              <td className="small soft cut" title={host.ssh?.banner ?? ''}>
                {host.ssh ? host.ssh.banner.replace(/^SSH-2\.0-/, '') : t('wizard.scan.noSsh')}
              </td>
              <td className="small quiet num end">{formatMs(host.elapsedMs, language)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
