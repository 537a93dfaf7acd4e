import type { Lab } from '../../protocol/lab/schema.ts';
import { demoPageName } from './demo-page/page.ts';

/** A page that the owner of a VIP should give. */
export interface PageAtVip {
  url: string;
  /** Answers that count as good. */
  status: readonly number[];
}

/** What a node asks itself for is its own service, which clients reach by way of the VIP. */
const ownHosts = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** A client's request to a link-local address (fe80::/10; RFC 4291, 2.5.6) would have to name an interface. */
const isLinkLocal = (address: string) => /^fe[89ab][0-9a-f]:/i.test(address);

/** The pages that the lab's HTTP checks ask their own node for, and its demo page, at each of its VIPs that a client asks. */
export function pagesAtVips(lab: Lab): PageAtVip[] {
  const addresses = lab.virtualRouters.flatMap(({ vips }) => vips.map((vip) => vip.split('/')[0] ?? vip));
  const vips = addresses.filter((address) => !isLinkLocal(address));
  const demo = lab.demoPage ? [{ url: `http://127.0.0.1/${demoPageName}`, status: [200] }] : [];
  const asked = [...lab.checks.filter((check) => check.kind === 'http'), ...demo];
  const pages = asked.flatMap(({ url, status }) => {
    const { hostname, protocol, port, pathname, search } = new URL(url);
    if (!ownHosts.has(hostname)) return [];
    const at = (vip: string) => `${protocol}//${vip.includes(':') ? `[${vip}]` : vip}${port && `:${port}`}`;
    return vips.map((vip) => ({ url: `${at(vip)}${pathname}${search}`, status }));
  });
  return pages.filter(({ url }, index) => pages.findIndex((page) => page.url === url) === index);
}
