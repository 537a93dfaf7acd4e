import { useEffect, useState } from 'react';
import type { HostProgram } from '../../protocol/contract/host-facts.ts';
import { useStores } from '../app/context.tsx';
import { useWords } from '../i18n/i18n.ts';
import { isLocked } from '../store/wizard.ts';
import { makeLab } from './make-lab.ts';

/** undefined: being read; null: it could not be read. */
type Seen = readonly HostProgram[] | null | undefined;

/**
 * What a host has of the programs that matter here: the services that a VIP leads to, and whoever may hold one already.
 * Read once its access is proven, and shown only: the check judges it.
 */
export function HostPrograms({ node }: { node: string }) {
  const { t } = useWords();
  const { engine, wizard } = useStores();
  const [seen, setSeen] = useState<Seen>();
  useEffect(() => {
    let wanted = true;
    const show = (programs: Seen) => wanted && setSeen(programs);
    const state = wizard.store.getState();
    const asked = { lab: state.labName, ...(isLocked(state) ? { draft: makeLab(state) } : {}) };
    engine.call('hosts.inspect', { ...asked, node }).then(
      ({ programs }) => show(programs),
      () => show(null),
    );
    return () => {
      wanted = false;
    };
  }, [engine, wizard, node]);

  if (seen === undefined) return <p className="small quiet">{t('wizard.access.programs.reading')}</p>;
  if (seen === null) return <p className="small quiet">{t('wizard.access.programs.unread')}</p>;
  if (seen.length === 0) return <p className="small quiet">{t('wizard.access.programs.none')}</p>;
  return (
    <ul className="host-programs small" aria-label={t('wizard.access.programs.title')}>
      {seen.map((program) => (
        <Program key={program.name} {...program} />
      ))}
    </ul>
  );
}

function Program({ name, version, running, enabled, listens, vrids, held }: HostProgram) {
  const { t } = useWords();
  const told = [
    t(running ? 'wizard.access.programs.runs' : 'wizard.access.programs.rests'),
    enabled && !running ? t('wizard.access.programs.atBoot') : null,
    listens.length > 0 ? t('wizard.access.programs.listens', { on: listens.join(' ') }) : null,
    vrids.length > 0 ? `VRID ${vrids.join(', ')}` : null,
    held.length > 0 ? t('wizard.access.programs.holds', { what: held.join(' ') }) : null,
  ];
  return (
    <li data-program={name}>
      <span>
        <strong>{name}</strong> {version}
      </span>
      <span className="soft">{told.filter(Boolean).join(' · ')}</span>
    </li>
  );
}
