import { FlaskConical, Network } from 'lucide-react';
import { useState } from 'react';
import { useFrom, useLab, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { Empty, Loading } from '../design/Empty.tsx';
import { Segmented } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import { DeployNotice } from '../labs/DeployNotice.tsx';
import { SecretsNotice } from '../labs/SecretsNotice.tsx';
import { useDeployed } from '../labs/use-deployed.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import { CaptureNotice } from './CaptureNotice.tsx';
import { ChecksCard } from './ChecksCard.tsx';
import { LinkNotices } from './LinkNotices.tsx';
import { MismatchNotices } from './MismatchNotices.tsx';
import { ReloadNotices } from './ReloadNotices.tsx';
import { TopologyMap } from './TopologyMap.tsx';
import { TopologyTable } from './TopologyTable.tsx';
import { Transitions } from './Transitions.tsx';
import { VerdictBanner } from './VerdictBanner.tsx';
import { Witnesses } from './Witnesses.tsx';

export function TopologyScreen() {
  const { t } = useWords();
  const { navigation, topology: followed } = useStores();
  const lab = useLab();
  const { topology, problem } = useFrom(
    (stores) => stores.topology.store,
    (state) => state,
  );
  const chosen = useFrom(
    (stores) => stores.topology.store,
    (state) => state.lab,
  );
  const connected = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  const deployed = useDeployed(lab);
  const [view, setView] = useState<'map' | 'table'>('map');

  if (chosen === null)
    return (
      <div className="page">
        <h1 className="hidden-visually" tabIndex={-1}>
          {t('nav.topology')}
        </h1>
        <Empty
          icon={<Network size={32} aria-hidden />}
          title={t('topology.noLab')}
          action={
            <Button tone="primary" onPress={() => navigation.setState({ screen: 'labs' })}>
              {t('topology.chooseLab')}
            </Button>
          }
        >
          {t('topology.noLabHint')}
        </Empty>
      </div>
    );
  return (
    <div className="page topology">
      <header className="page-head">
        <div className="stack-tight cut">
          <h1 className="cut" title={chosen} tabIndex={-1}>
            {chosen}
          </h1>
          <p>{t('topology.lead')}</p>
        </div>
        <div className="row">
          <Segmented
            label={t('topology.view')}
            labelHidden
            value={view}
            options={[
              { id: 'map', label: t('topology.viewMap') },
              { id: 'table', label: t('topology.viewTable') },
            ]}
            onChange={setView}
          />
          <Button
            tone={deployed === 'yes' ? 'primary' : 'plain'}
            onPress={() => navigation.setState({ screen: 'drills' })}
          >
            <FlaskConical size={15} aria-hidden />
            {t('topology.runDrill')}
          </Button>
        </div>
      </header>
      {lab ? <SecretsNotice summary={lab} /> : null}
      {lab ? <DeployNotice key={lab.lab.name} summary={lab} /> : null}
      {problem ? (
        <ProblemNotice
          problem={problem}
          action={<Button onPress={() => followed.follow(chosen)}>{t('common.retry')}</Button>}
        />
      ) : null}
      {topology ? (
        <>
          <CaptureNotice capture={topology.capture} />
          <VerdictBanner topology={topology} />
          {lab && connected ? <LinkNotices nodes={topology.nodes} summary={lab} /> : null}
          <MismatchNotices topology={topology} connected={connected} />
          <ReloadNotices nodes={topology.nodes} connected={connected} />
          <div className="topology-grid">
            <div className="stack loose grow">
              {view === 'map' ? <TopologyMap topology={topology} /> : <TopologyTable topology={topology} />}
              {topology.virtualRouters.map((router) => (
                <Witnesses key={router.vrid} router={router} nodes={topology.nodes} />
              ))}
              <ChecksCard nodes={topology.nodes} connected={connected} />
            </div>
            <Transitions topology={topology} />
          </div>
        </>
      ) : problem ? null : (
        <Loading label={t('topology.loading')} />
      )}
    </div>
  );
}
