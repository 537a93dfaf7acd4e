/** A unit of systemd that is installed. */
export interface UnitState {
  active: boolean;
  /** Starts at boot. */
  enabled: boolean;
}

/** What `systemctl show --property=Id,LoadState,ActiveState,UnitFileState` prints, a block a unit. */
export function parseUnits(text: string): Record<string, UnitState> {
  const units: Record<string, UnitState> = {};
  for (const block of text.split(/\n\s*\n/)) {
    const property = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1]?.trim() ?? '';
    const id = property('Id').replace(/\.service$/, '');
    if (id === '' || property('LoadState') !== 'loaded') continue;
    units[id] = {
      active: ['active', 'activating', 'reloading'].includes(property('ActiveState')),
      enabled: property('UnitFileState').startsWith('enabled'),
    };
  }
  return units;
}
