import { KeyRound, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { HostKey } from '../../protocol/contract/hosts.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useStores } from '../app/context.tsx';
import { focusIsLost } from '../app/focus.ts';
import { Button } from '../design/Button.tsx';
import { ConfirmDialog } from '../design/ConfirmDialog.tsx';
import { Loading } from '../design/Empty.tsx';
import { Checkbox } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import type { DraftNode } from '../store/wizard.ts';
import { changedKey, keyToCompare, verifyCommand } from './host-keys.ts';

/** One host's identity: compared and trusted by a person before any credential is sent to it. */
export function HostTrust({ node, index }: { node: DraftNode; index: number }) {
  const { t } = useWords();
  const { engine, wizard } = useStores();
  const [keys, setKeys] = useState<HostKey[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { host, port } = node;
  const heading = useRef<HTMLHeadingElement>(null);
  const isAnswered = useRef(false);

  const take = useCallback(
    (list: HostKey[]) => {
      setKeys(list);
      const trusted = changedKey(list) ? undefined : list.find((key) => key.trust === 'trusted');
      wizard.patchNode(index, { hostKey: trusted?.fingerprint ?? null });
    },
    [index, wizard],
  );
  const attempt = useCallback(
    async (work: () => Promise<HostKey[]>) => {
      setProblem(null);
      try {
        take(await work());
      } catch (error) {
        setKeys(null);
        wizard.patchNode(index, { hostKey: null });
        setProblem(toProblem(error));
      }
    },
    [take, index, wizard],
  );
  const load = useCallback(
    () => attempt(() => engine.call('trust.keys', { host, port })),
    [attempt, engine, host, port],
  );
  useEffect(() => void load(), [load]);
  // The answer takes the button away that asked for it.
  useEffect(() => {
    if (keys === null) return;
    if (isAnswered.current && focusIsLost()) heading.current?.focus();
    isAnswered.current = false;
  }, [keys]);

  const answer = (work: () => Promise<HostKey[]>) => {
    isAnswered.current = true;
    return attempt(work);
  };
  const accept = (key: HostKey) =>
    answer(() => engine.call('trust.accept', { host, port, fingerprint: key.fingerprint, replace: false }));
  const forget = () =>
    answer(async () => {
      await engine.call('trust.forget', { host, port });
      return engine.call('trust.keys', { host, port });
    });

  const changed = keys && changedKey(keys);
  const key = keys && keyToCompare(keys);
  return (
    <section className="card trust" aria-label={node.name} data-host={host} data-field={`trust.${index}`}>
      <header className="row">
        <h2 className="cut grow" title={node.name} ref={heading} tabIndex={-1}>
          {node.name}
        </h2>
        <span className="mono quiet">
          {host}:{port}
        </span>
      </header>
      {problem ? (
        <ProblemNotice
          problem={problem}
          action={<Button onPress={() => void load()}>{t('wizard.trust.reload')}</Button>}
        />
      ) : null}
      {key?.reached ? <Reached reached={key.reached} /> : null}
      {keys === null && !problem ? <Loading label={t('wizard.trust.reading', { host })} /> : null}
      {changed ? (
        <ChangedKey
          host={host}
          changed={changed}
          onForget={() => void forget()}
          onAskAgain={() => void load()}
        />
      ) : key ? (
        <NewKey
          key={key.fingerprint}
          offered={key}
          others={(keys ?? []).filter((other) => other !== key)}
          onAccept={accept}
        />
      ) : null}
    </section>
  );
}

/** ssh's own configuration leads somewhere else than to the name that was typed, or there by another way. */
function Reached({ reached: { hostName, port, jumps } }: { reached: NonNullable<HostKey['reached']> }) {
  const { t, language } = useWords();
  const names = new Intl.ListFormat(language, { type: 'conjunction' });
  return (
    <p className="small soft" data-testid="reached">
      {jumps.length === 0
        ? t('wizard.trust.reached', { host: `${hostName}:${port}` })
        : t('wizard.trust.reachedThrough', { host: `${hostName}:${port}`, jumps: names.format(jumps) })}
    </p>
  );
}

function NewKey({
  offered,
  others,
  onAccept,
}: {
  offered: HostKey;
  others: HostKey[];
  onAccept: (key: HostKey) => void;
}) {
  const { t } = useWords();
  const [compared, setCompared] = useState(false);
  const trusted = offered.trust === 'trusted';
  return (
    <>
      <div className={`fingerprint ${trusted ? 'trusted' : ''}`}>
        {trusted ? <ShieldCheck size={18} aria-hidden /> : <KeyRound size={18} aria-hidden />}
        <div className="stack-tight">
          <span className="small quiet mono">{offered.type}</span>
          <code className="fingerprint-text">{offered.fingerprint}</code>
        </div>
      </div>
      {trusted ? (
        <p className="row ink-master" role="status">
          <ShieldCheck size={15} aria-hidden />
          {t('wizard.trust.trusted')}
          {offered.vouchedBy ? (
            <span className="small soft">{t('wizard.trust.vouched', { place: offered.vouchedBy })}</span>
          ) : null}
        </p>
      ) : (
        <>
          <p className="small soft">
            {t('wizard.trust.verify')}
            <code className="command">{verifyCommand(offered.type)}</code>
          </p>
          <Checkbox isSelected={compared} onChange={setCompared}>
            {t('wizard.trust.compared')}
          </Checkbox>
          <div>
            <Button tone="primary" isDisabled={!compared} onPress={() => onAccept(offered)}>
              {t('wizard.trust.accept')}
            </Button>
          </div>
        </>
      )}
      {offered.authority ? (
        <p className="small quiet">{t('wizard.trust.authority', { place: offered.authority })}</p>
      ) : null}
      {others.length > 0 ? (
        <details className="small">
          <summary>{t('wizard.trust.others')}</summary>
          <ul className="mono other-keys">
            {others.map((other) => (
              <li key={other.fingerprint}>
                {other.type} {other.fingerprint}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}

interface ChangedKeyProps {
  host: string;
  changed: HostKey;
  onForget: () => void;
  /** Somebody may have mended the host meanwhile, or what ssh remembers of it. */
  onAskAgain: () => void;
}

function ChangedKey({ host, changed, onForget, onAskAgain }: ChangedKeyProps) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <div className="notice tone-alarm" role="alert">
        <ShieldAlert size={18} aria-hidden />
        <div className="notice-body">
          <strong>{t('wizard.trust.changedTitle', { host })}</strong>
          <span className="soft">{t('wizard.trust.changedBody')}</span>
        </div>
      </div>
      <dl className="key-compare">
        <div>
          <dt>
            {t('wizard.trust.known')}
            {changed.vouchedBy ? ` (${changed.vouchedBy})` : null}
          </dt>
          <dd className="mono">{changed.known}</dd>
        </div>
        <div className="offered">
          <dt>{t('wizard.trust.offered')}</dt>
          <dd className="mono">{changed.fingerprint}</dd>
        </div>
      </dl>
      <div className="row wrap">
        <Button onPress={onAskAgain}>{t('wizard.trust.reload')}</Button>
        <Button onPress={() => setAsking(true)}>{t('wizard.trust.forget')}</Button>
      </div>
      {asking ? (
        <ConfirmDialog
          title={t('wizard.trust.forgetTitle', { host })}
          body={t('wizard.trust.forgetBody')}
          confirm={t('wizard.trust.forgetConfirm')}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onForget();
          }}
        />
      ) : null}
    </>
  );
}
