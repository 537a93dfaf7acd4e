import type { HostProgramName } from '../../protocol/contract/host-facts.ts';
import { configFile } from '../deploy/host-paths.ts';

/** How a program is known on a host. */
interface KnownProgram {
  /** Units of systemd and services of OpenRC, without “.service”. */
  units: readonly string[];
  /**
   * Its process: comm, proc(5); null where its unit has to tell. FRR's unit is active whatever it runs, and its vrrpd only
   * where the configuration has VRRP in it.
   */
  comm: string | null;
  /** Where its VRIDs and addresses stand. */
  file: string | null;
}

export const programTable: Record<HostProgramName, KnownProgram> = {
  nginx: { units: ['nginx'], comm: 'nginx', file: null },
  haproxy: { units: ['haproxy'], comm: 'haproxy', file: null },
  // A Java program; one that no unit started is known by its class.
  tomcat: { units: ['tomcat', 'tomcat9', 'tomcat10', 'tomcat11'], comm: null, file: null },
  keepalived: { units: ['keepalived'], comm: 'keepalived', file: '/etc/keepalived/keepalived.conf' },
  frr: { units: ['frr'], comm: 'vrrpd', file: '/etc/frr/frr.conf' },
  heartbeat: { units: ['heartbeat'], comm: 'heartbeat', file: '/etc/ha.d/haresources' },
  corosync: { units: ['corosync'], comm: 'corosync', file: null },
  pacemaker: { units: ['pacemaker'], comm: 'pacemakerd', file: '/var/lib/pacemaker/cib/cib.xml' },
  // Debian's has no unit: ifup starts it (/etc/network/if-up.d/ucarp).
  ucarp: { units: ['ucarp'], comm: 'ucarp', file: null },
  'tandem-agent': { units: ['tandem-agent'], comm: null, file: configFile },
};

export const knownUnits = Object.values(programTable).flatMap(({ units }) => units);
