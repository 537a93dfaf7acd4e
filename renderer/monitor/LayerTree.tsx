import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { LayerNode } from '../../protocol/wire/dissect.ts';
import { useWords } from '../i18n/i18n.ts';
import { layerRows } from './layer-rows.ts';
import { rowAfterKey } from './row-keys.ts';

interface LayerTreeProps {
  layers: readonly LayerNode[];
  selected: LayerNode | null;
  onSelect: (node: LayerNode) => void;
}

/** Protocol layers and their fields. Arrow keys as in every tree. */
export function LayerTree({ layers, selected, onSelect }: LayerTreeProps) {
  const { t } = useWords();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set([`/${layers.length - 1}`]));
  const rows = layerRows(layers, open);
  const at = rows.findIndex((row) => row.node === selected);

  const toggle = (path: string, wanted: boolean) => {
    const next = new Set(open);
    if (wanted) next.add(path);
    else next.delete(path);
    setOpen(next);
  };
  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row) onSelect(row.node);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    const next = rowAfterKey(event.key, at, rows.length, 10);
    if (next !== null) go(next);
    else if (row && event.key === 'ArrowRight') toggle(row.path, row.node.children.length > 0);
    else if (row && event.key === 'ArrowLeft') toggle(row.path, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className="layer-tree"
      role="tree"
      tabIndex={0}
      aria-label={t('monitor.fields')}
      aria-activedescendant={at < 0 ? undefined : `field-${rows[at]?.path}`}
      onKeyDown={onKeyDown}
    >
      {rows.map(({ node, level, path }) => {
        const branch = node.children.length > 0;
        const isOpen = open.has(path);
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys for all of its items
          // biome-ignore lint/a11y/useFocusableInteractive: the tree itself has the focus
          <div
            key={path}
            id={`field-${path}`}
            role="treeitem"
            aria-level={level}
            aria-selected={node === selected}
            {...(branch ? { 'aria-expanded': isOpen } : {})}
            className={`layer level-${Math.min(level, 4)}`}
            onClick={() => {
              onSelect(node);
              if (branch) toggle(path, !isOpen);
            }}
          >
            <ChevronRight
              size={13}
              aria-hidden
              className={`chevron ${branch ? '' : 'none'} ${isOpen ? 'open' : ''}`}
            />
            <span className="layer-label">{node.label}</span>
            <span className="layer-value mono cut" title={node.value}>
              {node.value}
            </span>
          </div>
        );
      })}
    </div>
  );
}
