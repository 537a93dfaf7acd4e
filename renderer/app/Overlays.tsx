import { useOverlay } from './overlay.ts';
import { Palette } from './Palette.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { useShortcuts } from './use-shortcuts.ts';

export function Overlays() {
  useShortcuts();
  const { open, show } = useOverlay();
  const close = () => show(null);
  return (
    <>
      {open === 'palette' ? <Palette onClose={close} /> : null}
      {open === 'shortcuts' ? <ShortcutsDialog onClose={close} /> : null}
    </>
  );
}
