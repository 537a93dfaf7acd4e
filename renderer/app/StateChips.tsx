import { PlugZap, Unplug } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Chip, Shape } from '../design/Chip.tsx';
import { formatNumber } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { useFrom, useStores } from './context.tsx';

export function LinkChip() {
  const { t } = useWords();
  const phase = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase,
  );
  const open = phase === 'open';
  return (
    <span role="status" className="state-chip" title={t('link.title')}>
      <Chip
        tone={open ? 'backup' : phase === 'connecting' ? 'unknown' : 'alarm'}
        icon={open ? <PlugZap size={13} aria-hidden /> : <Unplug size={13} aria-hidden />}
      >
        {t(`link.${phase}`)}
      </Chip>
    </span>
  );
}

export function CaptureChip() {
  const { t, language } = useWords();
  const { navigation } = useStores();
  const connected = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  const known = useFrom(
    (stores) => stores.capture.store,
    (capture) => capture.state,
  );
  const state = connected ? known : 'unknown';
  const name = useFrom(
    (stores) => stores.capture.store,
    (capture) => capture.interface,
  );
  const drops = useFrom(
    (stores) => stores.capture.store,
    (capture) => capture.drops,
  );
  const running = state === 'running';
  return (
    <Button
      className="chip-button"
      aria-label={t('capture.chipLabel', { state: t(`capture.${state}`) })}
      onPress={() => navigation.setState({ screen: 'monitor' })}
    >
      <Chip
        tone={running ? 'accent' : state === 'failed' ? 'alarm' : 'unknown'}
        icon={
          running ? (
            <span className="live-dot" aria-hidden />
          ) : (
            <Shape name={state === 'failed' ? 'alarm' : 'unknown'} />
          )
        }
      >
        {running ? t('capture.on', { interface: name ?? '' }) : t(`capture.${state}`)}
        {drops > 0 ? ` · ${t('capture.dropsShort', { drops: formatNumber(drops, language) })}` : ''}
      </Chip>
    </Button>
  );
}
