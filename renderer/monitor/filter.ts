import type { Frame } from '../../protocol/wire/frame.ts';

/**
 * The monitor's filter: words, all of which must fit.
 *
 *   10.77.0.11          any text of the row
 *   "is at"             text with a space
 *   vrid:51 prio:0      a number
 *   src: dst: ip:       beginning of an address; ip: is either of both
 *   proto:arp           vrrp, arp, ndp, icmp, other
 *   problem             frames that a decoder objects to
 *   garp                gratuitous ARP
 *   -proto:icmp         not
 */
export type Filter = (frame: Frame) => boolean;
export type FilterResult = { ok: true; filter: Filter; empty: boolean } | { ok: false; word: string };

const protocols = ['vrrp', 'arp', 'ndp', 'icmp', 'other'];

export function parseFilter(text: string): FilterResult {
  const words = text.match(/-?"[^"]*"?|\S+/g) ?? [];
  const filters: Filter[] = [];
  for (const word of words) {
    const negative = word.startsWith('-') && word.length > 1;
    const filter = parseWord(negative ? word.slice(1) : word);
    if (!filter) return { ok: false, word };
    filters.push(negative ? (frame) => !filter(frame) : filter);
  }
  return { ok: true, empty: filters.length === 0, filter: (frame) => filters.every((fits) => fits(frame)) };
}

function parseWord(word: string): Filter | null {
  const [, key, value] = /^([a-z]+):(.*)$/.exec(word) ?? [];
  switch (key) {
    case 'vrid':
      return byNumber(value, (frame) => frame.vrrp?.vrid);
    case 'prio':
      return byNumber(value, (frame) => frame.vrrp?.priority);
    case 'src':
      return byText(value, (frame) => [sourceOf(frame), frame.link?.src]);
    case 'dst':
      return byText(value, (frame) => [destinationOf(frame), frame.link?.dst]);
    case 'ip':
      return byText(value, (frame) => [sourceOf(frame), destinationOf(frame)]);
    case 'proto':
      return value && protocols.includes(value) ? (frame) => frame.protocol === value : null;
  }
  if (word === 'problem') return (frame) => frame.problems.length > 0;
  if (word === 'garp') return (frame) => frame.arp?.gratuitous === true;
  const needle = word.replaceAll('"', '').toLowerCase();
  return (frame) => rowText(frame).includes(needle);
}

function byNumber(value: string | undefined, read: (frame: Frame) => number | undefined): Filter | null {
  if (!value || !/^\d+$/.test(value)) return null;
  const wanted = Number(value);
  return (frame) => read(frame) === wanted;
}

function byText(value: string | undefined, read: (frame: Frame) => (string | undefined)[]): Filter | null {
  if (!value) return null;
  const wanted = value.toLowerCase();
  return (frame) => read(frame).some((text) => text?.toLowerCase().startsWith(wanted));
}

/** What the list shows, as Wireshark and tcpdump do: who sent the frame, which of ARP is a MAC address. */
export const shownSource = ({ ip, link }: Frame): string => ip?.src ?? link?.src ?? '';
export const shownDestination = ({ ip, link }: Frame): string => {
  const to = ip?.dst ?? link?.dst ?? '';
  return to === 'ff:ff:ff:ff:ff:ff' ? 'Broadcast' : to;
};

/** What is searched for: of ARP also whose address it is about. */
function sourceOf(frame: Frame): string {
  return frame.ip?.src ?? frame.arp?.senderIp ?? frame.link?.src ?? '';
}

function destinationOf(frame: Frame): string {
  return frame.ip?.dst ?? frame.arp?.targetIp ?? frame.link?.dst ?? '';
}

function rowText(frame: Frame): string {
  return `${sourceOf(frame)} ${destinationOf(frame)} ${frame.protocol} ${frame.info} ${frame.link?.src ?? ''}`.toLowerCase();
}
