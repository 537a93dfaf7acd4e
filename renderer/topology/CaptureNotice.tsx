import { RadioTower } from 'lucide-react';
import type { Topology } from '../../protocol/contract/topology.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';

/** Without a capture the strongest witness is silent: say so where its silence would be misread. */
export function CaptureNotice({ capture }: { capture: Topology['capture'] }) {
  const { t } = useWords();
  const { navigation } = useStores();
  const connected = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  if (!connected || capture.state === 'running' || capture.state === 'starting') return null;
  return (
    <div className="notice tone-warn" role="status">
      <RadioTower size={18} aria-hidden />
      <div className="notice-body">
        <strong>{t('topology.noCapture')}</strong>
        <span className="soft">{t('topology.noCaptureHint')}</span>
        {capture.problem ? (
          <span className="soft" lang="en">
            {capture.problem}
          </span>
        ) : null}
      </div>
      <Button onPress={() => navigation.setState({ screen: 'monitor' })}>{t('topology.openMonitor')}</Button>
    </div>
  );
}
