const focusable = 'button:not([disabled]), [href], input:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** The pane after (or before) the one that has the focus; round and round. */
export function nextPane(root: Document, step: 1 | -1): HTMLElement | null {
  const panes = [...root.querySelectorAll<HTMLElement>('[data-pane]')];
  if (panes.length === 0) return null;
  const inside = panes.findLastIndex((pane) => pane.contains(root.activeElement));
  const next = panes[(inside + step + panes.length) % panes.length];
  if (!next) return null;
  return next.tabIndex >= -1 && next.hasAttribute('tabindex')
    ? next
    : (next.querySelector<HTMLElement>(focusable) ?? next);
}
