import type { ReactNode } from 'react';
import { useFrom } from '../app/context.tsx';
import { formatMs } from '../i18n/format.ts';
import { type Translate, useWords } from '../i18n/i18n.ts';
import { commandText } from './command-words.ts';
import { makeLab } from './make-lab.ts';
import { chosenService, type DraftService } from './vip-form.ts';

/** What was chosen, on one look. */
export function ReviewSummary() {
  const { t, language } = useWords();
  const state = useFrom(
    (stores) => stores.wizard.store,
    (current) => current,
  );
  const service = chosenService(state);
  if (!service) return null;
  const { mode, backend, vrrpVersion, advertIntervalMs, routers } = service;
  return (
    <dl className="card review-summary">
      <Fact label={t('wizard.review.lab')}>
        <strong className="cut" title={state.labName}>
          {state.labName}
        </strong>
        <span className="small quiet">
          {t(`wizard.vip.modes.${mode}`)} · {t(`wizard.vip.backends.${backend}`)} · VRRPv{vrrpVersion} ·{' '}
          {formatMs(advertIntervalMs, language)}
        </span>
      </Fact>
      <Fact label={t('wizard.review.router')}>
        {makeLab(state).virtualRouters.map(({ vrid, vips }) => (
          <span key={vrid}>
            <strong className="mono">{vips.join(', ')}</strong> · VRID {vrid}
          </span>
        ))}
        <CheckLine service={service} />
        {service.demoPage ? <DemoPages routers={routers} /> : null}
      </Fact>
      {state.nodes.map((node, index) => (
        <Fact key={node.host} label={t('wizard.review.node')}>
          <span className="row">
            <strong className="cut" title={node.name}>
              {node.name}
            </strong>
            <span className="mono soft">
              {node.host} · {node.interface}
            </span>
          </span>
          <span className="small quiet">
            {t('topology.prio', {
              priority: routers.map(({ priorities }) => priorities[index] ?? '').join(' / '),
            })}{' '}
            · {t('wizard.review.user', { user: node.user, method: t(`wizard.access.${node.authKind}`) })}
          </span>
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="stack-tight">{children}</dd>
    </div>
  );
}

function CheckLine({ service: { check } }: { service: DraftService }) {
  const { t } = useWords();
  if (!check) return <span className="small quiet">{t('wizard.review.noCheck')}</span>;
  const what = targetOf(check, t);
  return (
    <span className="small quiet cut" title={what}>
      {t('wizard.review.check', { what, weight: check.weight ? `−${-check.weight}` : 0 })}
    </span>
  );
}

/** Where a client sees which node serves it, once it is deployed. */
function DemoPages({ routers }: Pick<DraftService, 'routers'>) {
  const { t } = useWords();
  return routers.map(({ vip }) => {
    const address = vip.split('/')[0] ?? vip;
    const url = `http://${address.includes(':') ? `[${address}]` : address}/tandem-demo.html`;
    return (
      <span key={vip} className="small quiet">
        {t('wizard.review.demoPage', { url })}
      </span>
    );
  });
}

/** What is asked, as precisely as a line can say it. */
function targetOf(check: NonNullable<DraftService['check']>, t: Translate): string {
  switch (check.kind) {
    case 'http':
      return check.url;
    case 'tcp':
      return t('wizard.check.what.tcp', { port: String(check.port) });
    case 'process':
      return check.process;
    case 'script':
      return commandText(check.command);
    case 'interface':
      return check.interface;
  }
}
