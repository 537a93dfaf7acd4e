import type { HostProgram, HostProgramName } from '../../../protocol/contract/host-facts.ts';
import type { Lab } from '../../../protocol/lab/schema.ts';
import { checkBackend } from '../../deploy/other-backend.ts';
import { byRule, failed, type Outcome, pass, warn } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

const managers: readonly HostProgramName[] = [
  'keepalived',
  'frr',
  'heartbeat',
  'corosync',
  'pacemaker',
  'ucarp',
];

/** What Tandem itself has there with the other backend is no stranger's, but has to be uninstalled first. */
export const haManagers: HostCheck = {
  code: 'ha-managers',
  judge: ({ lab, node, facts }) =>
    byRule(() => {
      checkBackend(lab, node, facts.backends);
      return judgeOthers(lab, facts.programs);
    }),
};

/** A lab of the keepalived backend brings its own configuration of keepalived: that one is no stranger. */
function judgeOthers(lab: Lab, programs: readonly HostProgram[]): Outcome {
  const others = programs.filter(
    ({ name }) => managers.includes(name) && !(lab.backend === 'keepalived' && name === 'keepalived'),
  );
  const running = others.filter((program) => program.running);
  const enabled = others.filter((program) => program.enabled && !program.running && doesAnything(program));
  for (const program of [...running, ...enabled]) {
    const what = wantedBy(lab, program);
    if (what !== '')
      return failed('ha-managers.conflict', { names: program.name, what, stop: stopOf([program]) });
  }
  if (running.length > 0) return warn('ha-managers.running', said(running));
  if (enabled.length > 0) return warn('ha-managers.enabled', said(enabled));
  return pass('ha-managers.none');
}

/** keepalived without a configuration does not start, and FRR without VRRP in it starts no vrrpd. */
function doesAnything({ name, vrids }: HostProgram): boolean {
  return !['keepalived', 'frr'].includes(name) || vrids.length > 0;
}

function wantedBy(lab: Lab, claims: HostProgram): string {
  const addressOf = (entry: string) => entry.split('/')[0] ?? entry;
  const claimed = claims.addresses.map(addressOf);
  const vrids = lab.virtualRouters.map(({ vrid }) => vrid).filter((vrid) => claims.vrids.includes(vrid));
  const vips = lab.virtualRouters
    .flatMap((router) => [...router.vips, ...router.excludedVips])
    .map(addressOf)
    .filter((vip) => claimed.includes(vip));
  return [...vrids.map((vrid) => `VRID ${vrid}`), ...vips].join(', ');
}

function said(programs: readonly HostProgram[]): Record<'names' | 'holds' | 'stop', string> {
  const what = [
    ...programs.flatMap(({ vrids }) => vrids.map((vrid) => `VRID ${vrid}`)),
    ...programs.flatMap(({ addresses }) => addresses),
  ];
  return {
    names: programs.map(({ name }) => name).join(', '),
    holds: what.length > 0 ? ` (${what.join(', ')})` : '',
    stop: stopOf(programs),
  };
}

/** What a person would type. Where nothing but a process is there, it was not systemd that started it. */
function stopOf(programs: readonly HostProgram[]): string {
  const units = programs.filter(({ enabled }) => enabled !== null).map(({ name }) => name);
  const others = programs.filter(({ enabled }) => enabled === null).map(({ name }) => `pkill -x ${name}`);
  return [...(units.length > 0 ? [`systemctl disable --now ${units.join(' ')}`] : []), ...others].join('; ');
}
