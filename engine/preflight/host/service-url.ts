import type { Lab } from '../../../protocol/lab/schema.ts';

/** Where the lab's service answers on a node itself: the first address that a health check asks, or the usual one. */
export function serviceUrl(lab: Lab): string {
  for (const check of lab.checks) if ('url' in check && typeof check.url === 'string') return check.url;
  return 'http://127.0.0.1/';
}
