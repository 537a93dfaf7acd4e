import { isDeepStrictEqual } from 'node:util';
import type { AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';

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
