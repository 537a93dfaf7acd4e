import type { OwnershipVerdict, RouterOwnership } from '../../protocol/contract/topology.ts';

export const verdictTone = {
  owned: 'master',
  'split-brain': 'alarm',
  disagree: 'warn',
  'no-owner': 'alarm',
  unknown: 'unknown',
} as const satisfies Record<OwnershipVerdict, string>;

/** Without a connection to the engine no evidence is fresh, whatever the last word was. */
export function visibleVerdict(router: RouterOwnership, connected: boolean): OwnershipVerdict {
  return connected ? router.verdict : 'unknown';
}
