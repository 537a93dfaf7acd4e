import { create } from 'zustand';

export type OverlayName = 'palette' | 'shortcuts';

interface OverlayState {
  open: OverlayName | null;
  show(name: OverlayName | null): void;
}

/** At most one overlay at a time: no modal stacks. */
export const useOverlay = create<OverlayState>()((set) => ({
  open: null,
  show: (open) => set({ open }),
}));
