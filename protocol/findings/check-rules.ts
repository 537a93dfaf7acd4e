import { type Finding, finding } from './finding.ts';
import { type Couple, type LintNode, type LintRouter, priorityWith, type Side } from './pair.ts';

/** Whether checks can do what they are there for: move the VIP. */
export function weightFindings({ vrid, sides }: Couple): Finding[] {
  const [a, b] = sides;
  const [mine, other] = [a, b].map(({ router }) => priorityWith(router)) as [number, number];
  const [preferred, peer] = mine >= other ? [a, b] : [b, a];
  const found: Finding[] = mine === other ? [] : tooSmall(vrid, preferred, peer);
  for (const [own, opposite] of [
    [a, b],
    [b, a],
  ] as const) {
    found.push(...mixed(vrid, own));
    for (const check of own.router.checks) {
      if (check.weight === 0) continue;
      const who = { vrid, a: own.node, check: check.name, weight: check.weight };
      const group = own.router.syncGroup;
      if (group !== null) found.push(finding('sync-weight', 'warning', check.where, { ...who, group }));
      else if (!opposite.router.preempt.value)
        found.push(finding('weight-nopreempt', 'warning', check.where, { ...who, b: opposite.node }));
    }
  }
  return found;
}

/** Alone, a failing check must bring the preferred node below the other, whose checks all pass. */
function tooSmall(vrid: number, preferred: Side, peer: Side): Finding[] {
  const { router } = preferred;
  const from = priorityWith(router);
  const other = priorityWith(peer.router);
  if (!peer.router.preempt.value || router.syncGroup !== null) return [];
  return router.checks.flatMap((check) => {
    const to = priorityWith(router, check);
    if (check.weight === 0 || to < other) return [];
    const params = { vrid, check: check.name, a: preferred.node, b: peer.node, from, to, other };
    const needed = from - other + 1;
    return [finding('weight-too-small', 'error', check.where, { ...params, needed })];
  });
}

function mixed(vrid: number, { node, router }: Side): Finding[] {
  const zero = router.checks.find(({ weight }) => weight === 0);
  const weighted = router.checks.find(({ weight }) => weight !== 0);
  if (!zero || !weighted) return [];
  const params = { vrid, a: node, zero: zero.name, weighted: weighted.name };
  return [finding('weight-mixed', 'info', zero.where, params)];
}

/**
 * Once per check, however many routers track it. A name alone is looked for in PATH when keepalived reads its file; a
 * path is taken from wherever keepalived was started.
 */
export function scriptFindings({ name, routers }: LintNode): Finding[] {
  const checks = new Map(routers.flatMap((router) => router.checks).map((check) => [check.where, check]));
  return [...checks.values()].flatMap(({ name: check, where, program }) =>
    program === undefined || program.startsWith('/')
      ? []
      : [
          finding('script-relative', program.includes('/') ? 'error' : 'warning', where, {
            check,
            a: name,
            program,
          }),
        ],
  );
}

/** keepalived.conf(5), "VRRP synchronization group(s)": all members prefer the same node. */
export function groupFindings(couples: readonly Couple[]): Finding[] {
  const preferred = new Map<string, Set<string>>();
  const where = new Map<string, string>();
  for (const { sides } of couples) {
    const [a, b] = sides;
    const group = a.router.syncGroup;
    const difference = a.router.priority.value - b.router.priority.value;
    if (group === null || difference === 0) continue;
    preferred.set(group, (preferred.get(group) ?? new Set()).add(difference > 0 ? a.node : b.node));
    where.set(group, a.router.where);
  }
  return [...preferred].flatMap(([group, nodes]) =>
    nodes.size > 1 ? [finding('sync-differs', 'error', where.get(group) ?? '', { group })] : [],
  );
}

export function dualMasterFindings(couples: readonly Couple[], where: string): Finding[] {
  const nodes = couples.map(({ sides: [a, b] }) => (prefers(a.router, b.router) ? a.node : b.node));
  const [first] = nodes;
  const isSame = first !== undefined && nodes.length > 1 && nodes.every((node) => node === first);
  return isSame ? [finding('dual-master-same', 'warning', where, { a: first })] : [];
}

const prefers = (router: LintRouter, peer: LintRouter) => router.priority.value >= peer.priority.value;
