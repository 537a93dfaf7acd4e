import { fail } from '../../protocol/contract/problem.ts';

/** What tells virtual routers apart (RFC 9568, 5.2.3). */
export interface NamedRouter {
  readonly family: 4 | 6;
  readonly config: { readonly vrid: number; readonly interface: string };
}

export interface RouterName {
  vrid: number;
  family: 4 | 6;
  /** May be left out where the VRID is on one interface only. */
  interface?: string | undefined;
}

/** "router 51", with what tells it from others of its VRID where there are such. For causes. */
export function labelAmong(router: NamedRouter, routers: readonly NamedRouter[]): string {
  const same = routers.filter(({ config }) => config.vrid === router.config.vrid);
  const { vrid, interface: name } = router.config;
  const what = [
    ...(same.some(({ family }) => family !== router.family) ? [`IPv${router.family}`] : []),
    ...(same.some(({ config }) => config.interface !== name) ? [name] : []),
  ];
  return what.length === 0 ? `router ${vrid}` : `router ${vrid} (${what.join(', ')})`;
}

/** @throws ProblemError switchover.unknown-router, switchover.interface-needed */
export function findRouter<Router extends NamedRouter>(
  routers: readonly Router[],
  { vrid, family, interface: name }: RouterName,
  node: string,
): Router {
  const found = routers.filter(
    (router) =>
      router.config.vrid === vrid &&
      router.family === family &&
      (name === undefined || router.config.interface === name),
  );
  const [first] = found;
  if (first === undefined) throw fail('switchover.unknown-router', { node, vrid });
  if (found.length > 1) {
    const interfaces = found.map(({ config }) => config.interface).join(', ');
    throw fail('switchover.interface-needed', { node, vrid, interfaces });
  }
  return first;
}
