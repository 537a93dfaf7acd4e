import { Download, Play, Search, Square, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';
import { useFrom } from '../app/context.tsx';
import { isTyping } from '../app/use-shortcuts.ts';
import { Button, IconButton } from '../design/Button.tsx';
import { Select } from '../design/Select.tsx';
import { formatNumber } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import type { CaptureControl } from './use-capture-control.ts';

interface CaptureBarProps {
  control: CaptureControl;
  filter: string;
  badWord: string | null;
  onFilter: (text: string) => void;
  shown: number;
}

export function CaptureBar({ control, filter, badWord, onFilter, shown }: CaptureBarProps) {
  const { t } = useWords();
  return (
    <div className="capture-bar">
      <div className="interface-picker">
        <Select
          label={t('monitor.interface')}
          labelHidden
          placeholder={t('monitor.chooseInterface')}
          value={control.chosen}
          isDisabled={control.running || !control.interfaces?.length}
          options={(control.interfaces ?? []).map((entry) => ({
            id: entry.name,
            label: entry.addresses[0] ? `${entry.name} · ${entry.addresses[0]}` : entry.name,
            detail: entry.up ? null : <span className="small quiet">{t('monitor.down')}</span>,
          }))}
          onChange={control.choose}
        />
      </div>
      <Button
        tone={control.running ? 'plain' : 'primary'}
        isDisabled={control.busy || (!control.running && control.chosen === null)}
        aria-keyshortcuts="Control+E"
        onPress={control.toggle}
      >
        {control.running ? <Square size={13} aria-hidden /> : <Play size={13} aria-hidden />}
        {control.running ? t('monitor.stop') : t('monitor.start')}
      </Button>
      <FilterBox filter={filter} badWord={badWord} onFilter={onFilter} />
      <Counters shown={shown} />
      <IconButton label={t('monitor.export')} onPress={control.save} isDisabled={control.busy}>
        <Download size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

function FilterBox({ filter, badWord, onFilter }: Pick<CaptureBarProps, 'filter' | 'badWord' | 'onFilter'>) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  useEffect(
    () =>
      tinykeys(window, {
        '/': (event) => {
          if (isTyping(event.target)) return;
          event.preventDefault();
          input.current?.focus();
        },
      }),
    [],
  );
  return (
    <div className="filter-box">
      <Search size={14} aria-hidden className="filter-icon" />
      <input
        ref={input}
        className="input mono"
        value={filter}
        spellCheck={false}
        aria-label={t('monitor.filter')}
        aria-keyshortcuts="/"
        aria-invalid={badWord !== null}
        aria-describedby="filter-note"
        placeholder={t('monitor.filterPlaceholder')}
        onChange={(event) => onFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onFilter('');
        }}
      />
      {filter ? (
        <IconButton label={t('monitor.clearFilter')} onPress={() => onFilter('')}>
          <X size={14} aria-hidden />
        </IconButton>
      ) : (
        <kbd className="kbd" aria-hidden>
          /
        </kbd>
      )}
      <p id="filter-note" className={badWord === null ? 'hidden-visually' : 'filter-error'}>
        {badWord === null ? t('monitor.filterHelp') : t('monitor.filterBad', { word: badWord })}
      </p>
    </div>
  );
}

/** Never hidden: what was lost matters as much as what was seen. */
function Counters({ shown }: { shown: number }) {
  const { t, language } = useWords();
  const total = useFrom(
    (stores) => stores.capture.store,
    (state) => state.total,
  );
  const lost = useFrom(
    (stores) => stores.capture.store,
    (state) => state.drops + state.missed,
  );
  return (
    <dl className="counters num">
      <div>
        <dt>{t('monitor.frames')}</dt>
        <dd>
          {shown === total
            ? formatNumber(total, language)
            : `${formatNumber(shown, language)} / ${formatNumber(total, language)}`}
        </dd>
      </div>
      <div className={lost > 0 ? 'ink-alarm' : ''}>
        <dt>{t('monitor.drops')}</dt>
        <dd data-testid="capture-drops">{formatNumber(lost, language)}</dd>
      </div>
    </dl>
  );
}
