import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import type { NodeName } from './history.ts';

/** The virtual routers that a soak plays with, and what a node is told of them. Times are milliseconds. */
export interface PlannedRouter {
  name: string;
  vrid: number;
  family: 4 | 6;
  vips: readonly string[];
  /** Comes and goes by reloads. */
  extraVip: string;
  /** Even on `a` and odd on `b`, so that no change makes them equal. */
  priorities: Record<NodeName, number>;
  vmac: boolean;
}

/** Two IPv4 routers with mirrored priorities, an IPv6 one, and one with a virtual MAC address. */
export const plannedRouters: readonly PlannedRouter[] = [
  {
    name: 'vr51',
    vrid: 51,
    family: 4,
    vips: ['10.78.0.101/24', '10.78.0.102/24'],
    extraVip: '10.78.0.151/24',
    priorities: { a: 200, b: 151 },
    vmac: false,
  },
  {
    name: 'vr52',
    vrid: 52,
    family: 4,
    vips: ['10.78.0.103/24'],
    extraVip: '10.78.0.152/24',
    priorities: { a: 150, b: 201 },
    vmac: false,
  },
  {
    name: 'vr53',
    vrid: 53,
    family: 6,
    vips: ['fe80::153/64', 'fd00:78::153/64'],
    extraVip: 'fd00:78::1:153/64',
    priorities: { a: 200, b: 151 },
    vmac: false,
  },
  {
    name: 'vr54',
    vrid: 54,
    family: 4,
    vips: ['10.78.0.104/24', '10.78.0.105/24'],
    extraVip: '10.78.0.154/24',
    priorities: { a: 150, b: 201 },
    vmac: true,
  },
];

/** What changes of a virtual router on a node while it runs. */
export interface Told {
  /** As configured; checks move it. */
  priority: number;
  advertIntervalMs: number;
  vips: readonly string[];
}

export const CHECK_WEIGHT = -100;
export const CHECK_PORT = 8154;
export const checkKinds = ['script', 'tcp'] as const;
export type CheckKind = (typeof checkKinds)[number];

/** Where the script looks: healthy while the file is there. */
export interface CheckPlaces {
  healthyFile: string;
}

export function agentConfig(
  node: NodeName,
  routers: readonly PlannedRouter[],
  told: ReadonlyMap<string, Told>,
  { healthyFile }: CheckPlaces,
): AgentConfigInput {
  const judgement = { intervalMs: 300, timeoutMs: 1000, fall: 2, weight: CHECK_WEIGHT };
  return {
    format: 1,
    lab: 'soak',
    node,
    virtualRouters: routers.map(({ name, vrid, vmac }) => {
      const { priority, advertIntervalMs, vips } = told.get(name) as Told;
      const settings = { priority, advertIntervalMs, vips: [...vips] };
      return { vrid, version: 3, interface: 'eth0', ...settings, vmac, track: [...checkKinds] };
    }),
    checks: [
      // Root's, since the segment's folder is closed to everybody else.
      {
        kind: 'script',
        name: 'script',
        command: ['/usr/bin/test', '-e', healthyFile],
        user: 'root',
        ...judgement,
      },
      { kind: 'tcp', name: 'tcp', port: CHECK_PORT, ...judgement },
    ],
  };
}

/** The same for keepalived, as far as it is asked to do it. @param healthyFile as keepalived sees it */
export function keepalivedConfig(
  node: NodeName,
  routers: readonly PlannedRouter[],
  told: ReadonlyMap<string, Told>,
  { healthyFile }: CheckPlaces,
): string {
  const script = `vrrp_script healthy {\n  script "/usr/bin/test -e ${healthyFile}"\n  interval 1\n  fall 1\n  rise 1\n  weight ${CHECK_WEIGHT}\n  user root\n}`;
  const instances = routers.map(({ name, vrid }) => {
    const { priority, advertIntervalMs, vips } = told.get(name) as Told;
    return `vrrp_instance ${name} {
  state BACKUP
  interface eth0
  virtual_router_id ${vrid}
  priority ${priority}
  advert_int ${advertIntervalMs / 1000}
  track_script {
    healthy
  }
  virtual_ipaddress {
    ${vips.join('\n    ')}
  }
}`;
  });
  return `global_defs {\n  router_id ${node}\n  vrrp_version 3\n}\n${[script, ...instances].join('\n')}\n`;
}
