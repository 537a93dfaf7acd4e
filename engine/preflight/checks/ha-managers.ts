import type { Lab } from '../../../protocol/lab/schema.ts';
import type { Claims, PreflightFacts } from '../host/facts.ts';
import { failed, pass, warn } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/** Programs by the unit that starts them. FRR's unit starts its vrrpd only where the configuration has VRRP in it. */
const programs: Record<string, string> = {
  keepalived: 'keepalived',
  heartbeat: 'heartbeat',
  corosync: 'corosync',
  pacemaker: 'pacemakerd',
  ucarp: 'ucarp',
  frr: 'vrrpd',
};

/** A lab of the keepalived backend brings its own configuration of keepalived: that one is no stranger. */
export const haManagers: HostCheck = {
  code: 'ha-managers',
  judge: ({ lab, facts }) => {
    const names = Object.keys(programs).filter(
      (name) => !(lab.backend === 'keepalived' && name === 'keepalived'),
    );
    const running = names.filter((name) => facts.managers.includes(programs[name] ?? ''));
    const enabled = names.filter(
      (name) => facts.units[name]?.enabled && !running.includes(name) && claimsAny(facts, name),
    );
    for (const name of [...running, ...enabled]) {
      const what = wantedBy(lab, claimsOf(facts, name));
      if (what !== '') return failed('ha-managers.conflict', { names: name, what });
    }
    if (running.length > 0)
      return warn('ha-managers.running', { names: running.join(', '), holds: holds(facts, running) });
    if (enabled.length > 0)
      return warn('ha-managers.enabled', { names: enabled.join(' '), holds: holds(facts, enabled) });
    return pass('ha-managers.none');
  },
};

function claimsOf({ claims }: PreflightFacts, name: string): Claims {
  if (name === 'keepalived') return claims.keepalived;
  if (name === 'frr') return claims.frr;
  return { vrids: [], addresses: [] };
}

/** keepalived without a configuration does not start, and FRR without VRRP in it starts no vrrpd. */
function claimsAny(facts: PreflightFacts, name: string): boolean {
  return !['keepalived', 'frr'].includes(name) || claimsOf(facts, name).vrids.length > 0;
}

function wantedBy(lab: Lab, claims: Claims): string {
  const addressOf = (entry: string) => entry.split('/')[0] ?? entry;
  const claimed = claims.addresses.map(addressOf);
  const vrids = lab.virtualRouters.map(({ vrid }) => vrid).filter((vrid) => claims.vrids.includes(vrid));
  const vips = lab.virtualRouters
    .flatMap((router) => [...router.vips, ...router.excludedVips])
    .map(addressOf)
    .filter((vip) => claimed.includes(vip));
  return [...vrids.map((vrid) => `VRID ${vrid}`), ...vips].join(', ');
}

function holds(facts: PreflightFacts, names: readonly string[]): string {
  const all = names.map((name) => claimsOf(facts, name));
  const what = [
    ...all.flatMap(({ vrids }) => vrids.map((vrid) => `VRID ${vrid}`)),
    ...all.flatMap(({ addresses }) => addresses),
  ];
  return what.length > 0 ? ` (${what.join(', ')})` : '';
}
