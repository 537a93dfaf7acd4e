import type { ChecksumForm } from '../wire/frame.ts';

/** What a lint looks at, made of a lab or of two configurations: the same for both, each value with where it stands. */
export interface Located<T> {
  value: T;
  where: string;
}

export interface LintCheck {
  name: string;
  where: string;
  /** 0: a failure takes the router out of the contest. */
  weight: number;
  /** Of a script. */
  program?: string;
}

export interface LintRouter {
  where: string;
  vrid: number;
  interface: string;
  version: Located<2 | 3>;
  advertIntervalMs: Located<number>;
  priority: Located<number>;
  vips: Located<string[]>;
  /** Those that are not advertised among them. */
  eachVip: { cidr: string; where: string }[];
  /** The type and password. */
  auth: Located<string | null>;
  state: Located<'MASTER' | 'BACKUP' | null>;
  preempt: Located<boolean>;
  preemptDelayMs: Located<number>;
  unicast: Located<{ source: string | null; peers: string[] } | null>;
  strict: Located<boolean>;
  accept: boolean;
  checksum: Located<ChecksumForm>;
  checks: LintCheck[];
  syncGroup: string | null;
}

export interface LintNode {
  /** The node, or the file. */
  name: string;
  routers: LintRouter[];
}

export interface LintPair {
  nodes: readonly [LintNode, LintNode];
  isDualMaster: Located<boolean>;
}

/** One virtual router on both nodes. */
export interface Couple {
  vrid: number;
  sides: readonly [Side, Side];
}

export interface Side {
  node: string;
  router: LintRouter;
}

export const isIpv6Router = ({ vips }: LintRouter) => vips.value[0]?.includes(':') ?? false;

/** Routers of one VRID and one family belong together. */
export function couplesOf([a, b]: LintPair['nodes']): Couple[] {
  return a.routers.flatMap((router) => {
    const peer =
      b.routers.find((other) => other.vrid === router.vrid && isIpv6Router(other) === isIpv6Router(router)) ??
      b.routers.find((other) => other.vrid === router.vrid);
    if (!peer) return [];
    return [
      {
        vrid: router.vrid,
        sides: [
          { node: a.name, router },
          { node: b.name, router: peer },
        ] as const,
      },
    ];
  });
}

/** What a router advertises while all checks pass: positive weights count then. keepalived keeps it within 1 to 254. */
export function priorityWith(router: LintRouter, failed?: LintCheck): number {
  const base = router.priority.value;
  if (base === 255) return 255;
  const sum = router.checks.reduce((total, check) => {
    const isFailed = check === failed;
    if (check.weight > 0) return isFailed ? total : total + check.weight;
    return isFailed ? total + check.weight : total;
  }, base);
  return Math.min(254, Math.max(1, sum));
}
