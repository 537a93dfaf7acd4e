import { canonicalAddress, isAddress } from '../protocol/wire/address.ts';

/** The command line cannot be understood. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export function required(value: string | undefined, option: string): string {
  if (value === undefined) throw new UsageError(`--${option} is missing`);
  return value;
}

/** A whole number within bounds; `fallback` where the option is absent. */
export function wholeNumber(
  value: string | undefined,
  option: string,
  bounds: { min: number; max: number; fallback: number },
): number {
  if (value === undefined) return bounds.fallback;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < bounds.min || number > bounds.max)
    throw new UsageError(`--${option} takes a whole number from ${bounds.min} to ${bounds.max}`);
  return number;
}

/** As many as a /16 has. */
const LARGEST_RANGE = 65_536;

/** Every IPv4 address from the first to the last. */
export function addressRange(from: string, to: string): string[] {
  const number = (text: string) => Buffer.from(text.split('.').map(Number)).readUInt32BE();
  const first = number(address(from, 'from'));
  const last = number(address(to, 'to'));
  if (last < first || last - first >= LARGEST_RANGE)
    throw new UsageError(`--from and --to take a range of 1 to ${LARGEST_RANGE} addresses`);
  const bytes = Buffer.alloc(4);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    bytes.writeUInt32BE(first + index);
    return bytes.join('.');
  });
}

/** An IPv4 address. */
export function address(value: string, option: string): string {
  const parts = value.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  if (!valid) throw new UsageError(`--${option} takes an IPv4 address`);
  return value;
}

/** An address of either family; an IPv6 one may have a zone (RFC 4007, 11). In the form that RFC 5952 gives it. */
export function anyAddress(value: string, option: string): string {
  const [text = '', ...zone] = value.split('%');
  const valid =
    isAddress(text) && (zone.length === 0 || (text.includes(':') && /^[^%/\s]{1,15}$/.test(zone.join('%'))));
  if (!valid) throw new UsageError(`--${option} takes an IP address`);
  return [canonicalAddress(text), ...zone].join('%');
}
