import { useEffect, useRef, useState } from 'react';
import { formatList } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { useFrom } from './context.tsx';

/** Speaks role changes politely and what is urgent at once; never a packet, never an age. */
export function Announcer() {
  const { t, language } = useWords();
  const [polite, setPolite] = useState('');
  const [urgent, setUrgent] = useState('');
  const routers = useFrom(
    (stores) => stores.topology.store,
    (state) => state.topology?.virtualRouters,
  );
  const halted = useFrom(
    (stores) => stores.drills.store,
    (state) => state.halted,
  );
  const spoken = useRef(new Map<number, string>());

  useEffect(() => {
    for (const router of routers ?? []) {
      const now = `${router.verdict}/${router.owner ?? ''}`;
      const before = spoken.current.get(router.vrid);
      if (before === now) continue;
      spoken.current.set(router.vrid, now);
      if (before === undefined) continue;
      const vip = formatList(router.vips, language);
      if (router.verdict === 'split-brain') setUrgent(t('announce.splitBrain', { vip }));
      else if (router.owner) setPolite(t('announce.owner', { node: router.owner, vip }));
      else setPolite(t('announce.noOwner', { vip }));
    }
  }, [routers, t, language]);

  useEffect(() => {
    if (halted) setUrgent(t('announce.halted'));
  }, [halted, t]);

  return (
    <>
      <p className="hidden-visually" aria-live="polite">
        {polite}
      </p>
      <p className="hidden-visually" aria-live="assertive">
        {urgent}
      </p>
    </>
  );
}
