import type { LayerNode } from '../../protocol/wire/dissect.ts';
import { useWords } from '../i18n/i18n.ts';
import { fieldAt } from './layer-rows.ts';

interface BytesPaneProps {
  bytes: Uint8Array;
  layers: readonly LayerNode[];
  selected: LayerNode | null;
  onSelect: (node: LayerNode) => void;
}

const perLine = 16;

export function BytesPane({ bytes, layers, selected, onSelect }: BytesPaneProps) {
  const { t } = useWords();
  const lit = (index: number) =>
    selected !== null && index >= selected.offset && index < selected.offset + selected.length;
  const pick = (index: number) => {
    const field = fieldAt(layers, index);
    if (field) onSelect(field);
  };
  const lines = Array.from({ length: Math.ceil(bytes.length / perLine) }, (_, line) => line * perLine);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="bytes mono" aria-label={t('monitor.bytes')} tabIndex={0}>
      {lines.map((start) => (
        <div key={start} className="bytes-line">
          <span className="bytes-offset">{start.toString(16).padStart(4, '0')}</span>
          <span className="bytes-hex">
            {[...bytes.subarray(start, start + perLine)].map((byte, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a byte is its place
              // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the mouse; the tree has every field
              // biome-ignore lint/a11y/useKeyWithClickEvents: see above
              <i key={at} className={lit(start + at) ? 'byte lit' : 'byte'} onClick={() => pick(start + at)}>
                {byte.toString(16).padStart(2, '0')}
              </i>
            ))}
          </span>
          <span className="bytes-text">
            {[...bytes.subarray(start, start + perLine)].map((byte, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a byte is its place
              <i key={at} className={lit(start + at) ? 'lit' : ''}>
                {byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'}
              </i>
            ))}
          </span>
        </div>
      ))}
    </section>
  );
}
