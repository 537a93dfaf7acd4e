import type { Language } from '../../protocol/contract/problem.ts';

/** Numbers, durations and times as the chosen language writes them. A line never breaks between a number and its unit. */
export const gap = '\u00a0';

const cache = new Map<string, Intl.NumberFormat>();

export function formatNumber(value: number, language: Language, digits = 0, least = digits): string {
  const key = `${language}/${digits}/${least}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, { minimumFractionDigits: least, maximumFractionDigits: digits });
    cache.set(key, format);
  }
  return format.format(value);
}

/** "360.9 ms", "3.61 s", "2 min 5 s": as many digits as a person can use. */
export function formatMs(ms: number, language: Language): string {
  if (Math.abs(ms) < 1000) return `${formatNumber(ms, language, 1, 0)}${gap}ms`;
  if (Math.abs(ms) < 60_000) return `${formatNumber(ms / 1000, language, 2, 0)}${gap}s`;
  return formatLong(ms);
}

/** A time that runs: always as many digits, so that it does not jump. */
export function formatRunning(ms: number, language: Language): string {
  return `${formatNumber(ms / 1000, language, 1)}${gap}s`;
}

function formatLong(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(Math.max(0, first), Math.max(0, first) + 2)
    .filter(([amount], index) => index === 0 || amount > 0)
    .map(([amount, unit]) => `${amount}${gap}${unit}`)
    .join(' ');
}

/** Coarse on purpose: an age that ticks must not make its neighbours jump. */
export function formatAge(ms: number, language: Language): string {
  const age = Math.max(0, ms);
  if (age < 995) return `${formatNumber(Math.round(age / 10) * 10, language)}${gap}ms`;
  if (age < 10_000) return `${formatNumber(age / 1000, language, 1)}${gap}s`;
  if (age < 60_000) return `${formatNumber(Math.floor(age / 1000), language)}${gap}s`;
  return formatLong(age);
}

/** Several names or addresses in a sentence: with commas, or as Chinese sets them off. */
export function formatList(parts: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' }).format(parts);
}

export function formatBytes(bytes: number, language: Language): string {
  if (bytes < 1024) return `${formatNumber(bytes, language)}${gap}B`;
  if (bytes < 1024 * 1024) return `${formatNumber(bytes / 1024, language, 1)}${gap}KiB`;
  return `${formatNumber(bytes / 1024 / 1024, language, 1)}${gap}MiB`;
}

export function formatDate(date: Date | number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(date);
}

/** Time of day with milliseconds, for things that are apart by fractions of a second. */
export function formatClock(date: Date | number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12: false,
  }).format(date);
}
