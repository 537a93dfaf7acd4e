import { isDeepStrictEqual } from 'node:util';
import type { AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import { macvlanName } from './vmac.ts';

/** What tells one virtual router of a node from another (RFC 9568, 5.2.3). */
export function routerKey(router: AgentRouterConfig): string {
  return `${router.interface}/${isIpv6(router.vips[0] ?? '') ? 6 : 4}/${router.vrid}`;
}

export interface ConfigChange {
  removed: string[];
  /** Its sockets or its interface are others: it begins anew, and goes on as master if it was. */
  replaced: AgentRouterConfig[];
  /** Goes on in the state it is in. */
  adjusted: AgentRouterConfig[];
  added: AgentRouterConfig[];
}

/** What is bound when a router is set up. */
const fixed = ['version', 'interface', 'unicast', 'vmac', 'accept'] as const;

/**
 * Of `before`, those whose macvlan must be gone before `after` can have one of the same name: a macvlan does not change
 * the interface that it is on, and its name says only VRID and family.
 */
export function movedVmacs(
  before: readonly AgentRouterConfig[],
  after: readonly AgentRouterConfig[],
): AgentRouterConfig[] {
  const kept = new Set(after.filter(({ vmac }) => vmac).map(routerKey));
  const wanted = new Set(after.filter(({ vmac }) => vmac).map(macvlanOf));
  return before.filter(
    (router) => router.vmac && wanted.has(macvlanOf(router)) && !kept.has(routerKey(router)),
  );
}

function macvlanOf({ vrid, vips }: AgentRouterConfig): string {
  return macvlanName(vrid, isIpv6(vips[0] ?? '') ? 6 : 4);
}

/** What has to be done to each virtual router of a node to get from one configuration to another. */
export function configChange(
  before: readonly AgentRouterConfig[],
  after: readonly AgentRouterConfig[],
): ConfigChange {
  const old = new Map(before.map((router) => [routerKey(router), router]));
  const kept = new Set(after.map(routerKey));
  const change: ConfigChange = {
    removed: [...old.keys()].filter((key) => !kept.has(key)),
    replaced: [],
    adjusted: [],
    added: [],
  };
  for (const router of after) {
    const previous = old.get(routerKey(router));
    if (previous === undefined) change.added.push(router);
    else if (fixed.some((field) => !isDeepStrictEqual(previous[field], router[field])))
      change.replaced.push(router);
    else if (!isDeepStrictEqual(previous, router)) change.adjusted.push(router);
  }
  return change;
}
