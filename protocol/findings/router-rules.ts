import { isLinkLocal, isUnusableVip } from '../lab/router-rules.ts';
import { canonicalAddress } from '../wire/address.ts';
import { type Finding, finding } from './finding.ts';
import { isIpv6Router, type LintNode, type LintRouter } from './pair.ts';

/** Above it keepalived itself recommends virtual_ipaddress_excluded. */
const MANY_VIPS = 20;

/** What one node's virtual router says against itself. */
export function routerFindings(node: string, router: LintRouter): Finding[] {
  const found: Finding[] = [];
  const { vrid, vips, auth, state, preempt, preemptDelayMs, strict, unicast, version } = router;
  const who = { vrid, a: node };
  if (vips.value.length === 0) found.push(finding('vips-missing', 'error', vips.where, who));
  for (const { cidr, where } of router.eachVip)
    if (isUnusableVip(cidr)) found.push(finding('vip-unusable', 'error', where, { ...who, vip: cidr }));
  if (vips.value.length > MANY_VIPS)
    found.push(finding('vips-many', 'warning', vips.where, { ...who, count: vips.value.length }));
  const { value: interval, where: intervalWhere } = router.advertIntervalMs;
  if (version.value === 2 && interval % 1000 !== 0)
    found.push(finding('interval-fraction', 'warning', intervalWhere, { ...who, interval }));
  if (auth.value !== null && version.value === 3)
    found.push(finding('auth-without-effect', 'warning', auth.where, who));
  const password = auth.value?.slice(auth.value.indexOf(' ') + 1) ?? '';
  if (password.length > 8)
    found.push(finding('auth-truncated', 'warning', auth.where, { ...who, length: password.length }));
  if (router.priority.value === 255)
    found.push(finding('priority-owner', 'warning', router.priority.where, who));
  if (!preempt.value && state.value === 'MASTER')
    found.push(finding('nopreempt-master', 'warning', preempt.where, who));
  if (!preempt.value && preemptDelayMs.value > 0)
    found.push(finding('preempt-delay-without-preempt', 'warning', preemptDelayMs.where, who));
  if (strict.value && unicast.value !== null)
    found.push(finding('strict-unicast', 'error', unicast.where, who));
  if (strict.value && auth.value !== null) found.push(finding('strict-auth', 'error', auth.where, who));
  if (strict.value && !router.accept) found.push(finding('strict-drops', 'warning', strict.where, who));
  const source = unicast.value?.source ?? null;
  const outside = vips.value.find((vip) => source !== null && !isBeside(vip, source));
  if (outside !== undefined && source !== null)
    found.push(finding('vip-elsewhere', 'info', vips.where, { ...who, vip: outside, address: source }));
  return found;
}

/** keepalived tells virtual routers apart by interface, VRID and family. */
export function duplicateFindings({ name, routers }: LintNode): Finding[] {
  const seen = new Set<string>();
  return routers.flatMap((router) => {
    const key = `${router.interface} ${router.vrid} ${isIpv6Router(router)}`;
    const isTwice = seen.has(key);
    seen.add(key);
    const params = { vrid: router.vrid, interface: router.interface, a: name };
    return isTwice ? [finding('vrid-duplicate', 'error', router.where, params)] : [];
  });
}

/** keepalived adds and removes an address for each router by itself. One interface's link-local is not another's. */
export function sharedVipFindings({ name, routers }: LintNode): Finding[] {
  const seen = new Map<string, number>();
  return routers.flatMap((router) =>
    router.eachVip.flatMap(({ cidr, where }) => {
      const address = canonicalAddress(cidr.split('/')[0] ?? cidr);
      const key = isLinkLocal(address) ? `${router.interface} ${address}` : address;
      const other = seen.get(key);
      if (other === undefined) seen.set(key, router.vrid);
      if (other === undefined || other === router.vrid) return [];
      const params = { vrid: other, other: router.vrid, vip: address, a: name };
      return [finding('vip-duplicate', 'error', where, params)];
    }),
  );
}

/** Whether an IPv4 address is in the network of a VIP; where that cannot be told, it is taken to be. */
function isBeside(vip: string, address: string): boolean {
  const [own = '', prefix = '32'] = vip.split('/');
  const [first, second] = [own, address].map(number);
  if (first === undefined || second === undefined || prefix === '32') return true;
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(first / size) === Math.floor(second / size);
}

function number(address: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined;
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
