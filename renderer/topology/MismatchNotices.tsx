import { Unplug } from 'lucide-react';
import type { Topology } from '../../protocol/contract/topology.ts';
import { useWords } from '../i18n/i18n.ts';
import { Age } from './Age.tsx';
import { presentMismatches } from './mismatches.ts';

/** What does not fit between two nodes right now, what it leads to and what to do: it makes two masters. */
export function MismatchNotices({ topology, connected }: { topology: Topology; connected: boolean }) {
  const { t } = useWords();
  if (!connected) return null;
  return presentMismatches(topology).map(
    ({ vrids, reporter: node, peer, source, what, kind, discards, seenMs }) => (
      <div
        key={`${node}-${source}-${what}`}
        className="notice tone-warn mismatch-notice"
        data-mismatch={what}
      >
        <Unplug size={26} aria-hidden />
        <div className="notice-body">
          <strong role="status">{t(`nodes.mismatch.${kind}.title`, { node, peer, what })}</strong>
          {discards ? <span className="soft">{t('nodes.discards', { node })}</span> : null}
          <span className="soft">{t(`nodes.mismatch.${kind}.todo`)}</span>
          <span className="small quiet">
            VRID {listed(vrids)} · <Age at={seenMs} />
          </span>
        </div>
      </div>
    ),
  );
}

/** A pair may have hundreds of virtual routers. */
function listed(vrids: readonly number[]): string {
  const most = 8;
  const more = vrids.length - most;
  return more > 0 ? `${vrids.slice(0, most).join(', ')} +${more}` : vrids.join(', ');
}
