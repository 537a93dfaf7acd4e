import { isIpv6 } from '../../protocol/lab/router-rules.ts';

/** Questions for each VIP (RFC 5227, 2.1.1: PROBE_NUM; RFC 4861, 10: MAX_MULTICAST_SOLICIT). */
export const questionCount = 3;
/** Between two; closer together than either standard has them. */
const intervalMs = 200;

/** Who has this VIP: what `tandem-agent probe` is asked, and the kind of line that answers. */
export function whoHas(interfaceName: string, vip: string): { kind: 'arp' | 'nd'; argv: string[] } {
  const kind = isIpv6(vip) ? 'nd' : 'arp';
  const count = ['--interval', `${intervalMs}`, '--count', `${questionCount}`];
  return { kind, argv: [kind, '--interface', interfaceName, '--address', vip, ...count] };
}
