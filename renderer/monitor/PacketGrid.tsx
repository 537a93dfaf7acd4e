import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownToLine } from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';
import { followsAfter } from './follow.ts';
import type { FrameList } from './frame-list.ts';
import { PacketRow, rowHeight } from './PacketRow.tsx';
import { rowAfterKey } from './row-keys.ts';

interface PacketGridProps {
  list: FrameList;
  /** Rows that vanished at the top with this update. */
  removed: number;
  firstTs: number;
  selected: number | null;
  follows: boolean;
  onSelect: (no: number) => void;
  onFollow: (follows: boolean) => void;
}

const columns = ['no', 'time', 'source', 'destination', 'protocol', 'vrid', 'info', 'problems'] as const;

/** The packets, oldest first. Only the rows in view exist; they are read from the list by position. */
export function PacketGrid(props: PacketGridProps) {
  const { list, removed, firstTs, selected, follows, onSelect, onFollow } = props;
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const count = list.length;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 14,
  });

  useLayoutEffect(() => {
    if (!box.current) return;
    if (follows) box.current.scrollTop = box.current.scrollHeight;
    else if (removed > 0) box.current.scrollTop -= removed * rowHeight;
  });

  const select = (index: number) => {
    const frame = list.at(Math.max(0, Math.min(count - 1, index)));
    if (!frame) return;
    onSelect(frame.no);
    rows.scrollToIndex(list.indexOf(frame.no), { align: 'auto' });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const current = selected === null ? -1 : list.indexOf(selected);
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1);
    const next = rowAfterKey(event.key, current, count, page);
    if (next === null || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    onFollow(event.key === 'End');
    select(next);
  };

  const items = rows.getVirtualItems();
  return (
    <div className="packets">
      {/* biome-ignore lint/a11y/useSemanticElements: rows outside the view do not exist, a table would lie about them */}
      <div
        ref={box}
        className="packet-grid"
        role="grid"
        aria-label={t('monitor.packets')}
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        aria-activedescendant={selected === null ? undefined : `frame-${selected}`}
        tabIndex={0}
        data-pane
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget }) => {
          const { scrollTop: top, clientHeight, scrollHeight } = currentTarget;
          const next = followsAfter(follows, lastTop.current, { top, clientHeight, scrollHeight });
          lastTop.current = top;
          if (next !== follows) onFollow(next);
        }}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid itself has the focus */}
        <div className="packet-row packet-head" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <span key={column} role="columnheader" className={`cell-${column}`}>
              {t(`monitor.column.${column}`)}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" className="packet-body" style={{ height: rows.getTotalSize() }}>
          {items.map((item) => {
            const frame = list.at(item.index);
            return frame ? (
              <PacketRow
                key={frame.no}
                frame={frame}
                index={item.index}
                top={item.start}
                firstTs={firstTs}
                isSelected={frame.no === selected}
                onSelect={() => {
                  onFollow(false);
                  onSelect(frame.no);
                }}
              />
            ) : null;
          })}
        </div>
      </div>
      {!follows && count > 0 ? (
        <div className="follow-button">
          <Button onPress={() => onFollow(true)}>
            <ArrowDownToLine size={14} aria-hidden />
            {t('monitor.follow')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
