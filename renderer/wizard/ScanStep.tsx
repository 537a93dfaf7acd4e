import { Radar } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { NetworkInterface } from '../../protocol/contract/hosts.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { askedAtMost, askedWithoutConsent } from '../../protocol/contract/scan-range.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { Empty } from '../design/Empty.tsx';
import { TextField } from '../design/fields.tsx';
import { Select } from '../design/Select.tsx';
import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { ChosenPair } from './ChosenPair.tsx';
import { HostTable } from './HostTable.tsx';
import { ManualHost } from './ManualHost.tsx';
import { StepFrame } from './StepFrame.tsx';
import { addressesOf, networkOf } from './subnet.ts';
import { useScan } from './use-scan.ts';
import { WideConsent } from './WideConsent.tsx';

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
        const now = wizard.store.getState();
        if (!first || now.interface !== '') return;
        // Whoever has typed a range meanwhile means it.
        if (now.cidr === '') choose(first.name, list);
        else wizard.store.setState({ interface: first.name });
      },
      (error: unknown) => setProblem(toProblem(error)),
    );
  }, []);

  // Agreement is to this very range.
  const [agreedTo, setAgreedTo] = useState('');
  const addresses = addressesOf(state.cidr) ?? 0;
  const isWide = addresses > askedWithoutConsent && addresses <= askedAtMost;
  const agreed = isWide && agreedTo === state.cidr;

  const shownProblem = (scan.cidr === state.cidr ? scan.problem : null) ?? problem;
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
          isDisabled={interfaces.length === 0}
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
          isDisabled={state.cidr === '' || (isWide && !agreed && !scan.running)}
          onPress={() => (scan.running ? scan.stop() : scan.start(state.cidr, state.interface, agreed))}
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
      {isWide ? (
        <WideConsent
          cidr={state.cidr}
          addresses={addresses}
          network={interfaces.find(({ name }) => name === state.interface)}
          agreed={agreed}
          onChange={(isAgreed) => setAgreedTo(isAgreed ? state.cidr : '')}
        />
      ) : null}
      {shownProblem ? <ProblemNotice problem={shownProblem} /> : null}
      <div className="scan-grid">
        <div className="card scan-results">
          {state.found.length + state.gone.length === 0 ? (
            <Empty icon={<Radar size={28} aria-hidden />} title={t('wizard.scan.none')}>
              {t('wizard.scan.noneHint')}
            </Empty>
          ) : (
            <HostTable hosts={state.found} gone={state.gone} comparedWith={state.comparedWith} />
          )}
          <ManualHost />
        </div>
        <ChosenPair />
      </div>
    </StepFrame>
  );
}
