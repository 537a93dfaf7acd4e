/** Just enough IPv4 arithmetic to offer a range to scan and an address to share. */

function toNumber(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** "10.77.0.1/24" to "10.77.0.0/24"; never wider than a /22, which is the most that is scanned without asking. */
export function networkOf(address: string): string {
  const [ip = '', prefixText = '24'] = address.split('/');
  const prefix = Math.max(22, Number(prefixText));
  const size = 2 ** (32 - prefix);
  return `${toText(Math.floor(toNumber(ip) / size) * size)}/${prefix}`;
}

/** How many addresses a range has; null for what is no range. */
export function addressesOf(cidr: string): number | null {
  const prefix = /^\d+\.\d+\.\d+\.\d+\/(\d{1,2})$/.exec(cidr.trim())?.[1];
  return prefix === undefined || Number(prefix) > 32 ? null : 2 ** (32 - Number(prefix));
}

/** Whether all of a range lies in the subnet that an own address is written with. */
export function isInside(cidr: string, own: string): boolean {
  const [ip = '', prefix = ''] = own.split('/');
  const [network = '', length = ''] = cidr.split('/');
  const size = 2 ** (32 - Number(prefix));
  const base = (address: string) => Math.floor(toNumber(address) / size);
  return Number(length) >= Number(prefix) && base(ip) === base(network);
}

/** An address of the network, which any of its addresses names, that nobody was found on: .100 where there is one, counting up from there. */
export function suggestVip(cidr: string, taken: readonly string[]): string {
  const [network = '', prefixText = '24'] = cidr.split('/');
  const size = 2 ** (32 - Number(prefixText));
  const base = Math.floor(toNumber(network) / size) * size;
  const first = size > 110 ? 100 : Math.max(1, Math.floor(size / 2));
  for (let step = first; step < size - 1; step += 1) {
    const candidate = toText(base + step);
    if (!taken.includes(candidate)) return `${candidate}/${prefixText}`;
  }
  return '';
}

export function compareIp(a: string, b: string): number {
  return toNumber(a) - toNumber(b);
}
