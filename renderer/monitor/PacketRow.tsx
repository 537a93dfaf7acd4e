import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { Frame } from '../../protocol/wire/frame.ts';
import { useWords } from '../i18n/i18n.ts';
import { shownDestination, shownSource } from './filter.ts';

export const rowHeight = 26;

interface PacketRowProps {
  frame: Frame;
  index: number;
  top: number;
  firstTs: number;
  isSelected: boolean;
  onSelect: () => void;
}

/** A frame never changes; a row is drawn again only when its place or its selection does. */
export const PacketRow = memo(
  function PacketRow({ frame, index, top, firstTs, isSelected, onSelect }: PacketRowProps) {
    const { t } = useWords();
    const { vrrp, problems } = frame;
    const cells: [string, React.ReactNode][] = [
      ['no', frame.no],
      ['time', (Number(frame.ts) - firstTs).toFixed(6)],
      ['source', shownSource(frame)],
      ['destination', shownDestination(frame)],
      ['protocol', frame.protocol === 'other' ? t('monitor.other') : frame.protocol.toUpperCase()],
      ['vrid', vrrp ? `${vrrp.vrid} / ${vrrp.priority}` : ''],
      ['info', frame.info],
    ];
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys for all of its rows
      // biome-ignore lint/a11y/useSemanticElements: rows outside the view do not exist
      // biome-ignore lint/a11y/useFocusableInteractive: the grid itself has the focus
      <div
        id={`frame-${frame.no}`}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        data-testid="frame-row"
        data-no={frame.no}
        className={`packet-row proto-${frame.protocol} ${accentOf(frame)}`}
        style={{ transform: `translateY(${top}px)` }}
        onClick={onSelect}
      >
        {cells.map(([name, content]) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <span
            key={name}
            role="gridcell"
            className={`cell-${name}`}
            title={name === 'info' ? frame.info : undefined}
          >
            {content}
          </span>
        ))}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
        <span role="gridcell" className="cell-problems">
          {problems.length > 0 ? (
            <span
              className="row-problem"
              title={problems.map((code) => t(`frameProblem.${code}`)).join('\n')}
            >
              <TriangleAlert size={13} aria-hidden />
              <span className="hidden-visually">{problems.join(', ')}</span>
            </span>
          ) : null}
        </span>
      </div>
    );
  },
  (before, after) =>
    before.frame === after.frame &&
    before.index === after.index &&
    before.top === after.top &&
    before.firstTs === after.firstTs &&
    before.isSelected === after.isSelected,
);

/** What stands out in a failover: objections first, then a master that stops, then a new one that announces itself. */
function accentOf(frame: Frame): string {
  if (frame.problems.length > 0) return 'row-bad';
  if (frame.vrrp?.priority === 0) return 'row-stops';
  if (frame.arp?.gratuitous) return 'row-garp';
  return '';
}
