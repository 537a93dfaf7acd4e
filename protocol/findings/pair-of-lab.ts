import { placeChecks } from '../keepalived/export-checks.ts';
import type { Lab, LabNode, VirtualRouter } from '../lab/schema.ts';
import { unicastAddressOf } from '../lab/unicast-address.ts';
import type { LintPair, LintRouter } from './pair.ts';

/** Most of a lab is the same for both nodes by its shape; what can differ or contradict is found all the same. */
export function pairOfLab(lab: Lab): LintPair {
  const [a, b] = lab.nodes;
  const node = (own: LabNode, peer: LabNode) => ({
    name: own.name,
    routers: lab.virtualRouters.map((router, index) => routerOf(lab, router, index, own, peer)),
  });
  return {
    nodes: [node(a, b), node(b, a)],
    isDualMaster: { value: lab.mode === 'dual-master', where: 'mode' },
  };
}

function routerOf(lab: Lab, router: VirtualRouter, index: number, own: LabNode, peer: LabNode): LintRouter {
  const path = `virtualRouters.${index}`;
  const located = <T>(field: string, value: T) => ({ value, where: `${path}.${field}` });
  const addressOf = (node: LabNode) => unicastAddressOf(node, router) ?? node.host;
  const isUnicast = router.transport === 'unicast';
  return {
    where: path,
    vrid: router.vrid,
    interface: own.interface,
    version: { value: lab.vrrpVersion, where: 'vrrpVersion' },
    advertIntervalMs: { value: lab.advertIntervalMs, where: 'advertIntervalMs' },
    priority: located(`priorities.${own.name}`, router.priorities[own.name] ?? 0),
    vips: located('vips', router.vips),
    eachVip: (['vips', 'excludedVips'] as const).flatMap((list) =>
      router[list].map((cidr, at) => ({ cidr, where: `${path}.${list}.${at}` })),
    ),
    auth: located('authPass', router.authPass === undefined ? null : `PASS ${router.authPass}`),
    state: located('priorities', null),
    preempt: located('preempt', router.preempt),
    preemptDelayMs: located('preemptDelayMs', router.preemptDelayMs),
    unicast: located('transport', isUnicast ? { source: addressOf(own), peers: [addressOf(peer)] } : null),
    strict: located('accept', false),
    accept: router.accept,
    checksum: located('checksumForm', router.checksumForm),
    checks: placeChecks(lab.checks).map((check) => ({
      name: check.name,
      where: check.weight === 0 ? check.path : `${check.path}.weight`,
      weight: check.weight,
      ...(check.kind === 'script' ? { program: check.command[0] ?? '' } : {}),
    })),
    syncGroup: router.syncGroup ?? null,
  };
}
