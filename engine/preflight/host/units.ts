import type { UnitState } from './facts.ts';

/** Units that a pre-flight asks systemd about. */
export const watchedUnits = [
  'tandem-agent',
  'nginx',
  'keepalived',
  'heartbeat',
  'corosync',
  'pacemaker',
  'ucarp',
  'frr',
  'dhcpcd',
];

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
