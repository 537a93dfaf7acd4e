/** Where the focus goes when what held it is gone and nothing took its place: the heading of the screen. */
export function focusScreen(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

/** The focused element was taken away or switched off, and nobody has put the focus anywhere since. */
export const focusIsLost = () => document.activeElement === null || document.activeElement === document.body;
