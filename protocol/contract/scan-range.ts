/** How much of a network a scan asks, and how long that takes: of the engine that scans and of the page that offers it. */

/** As many as a /22 has. A larger range is scanned when a person agreed to it. */
export const askedWithoutConsent = 1024;
/** As many as a /16 has. A larger range is not scanned. */
export const askedAtMost = 65_536;

/** What of `askedWithoutConsent` addresses takes, as measured where hardly anybody answers. */
const partSeconds = 0.7;
/** TCP connects at once, and how long one waits for a host that is not there. */
export const connectsAtOnce = 256;
export const connectTimeoutMs = 1500;

/** @param byArp whether the tap asks; otherwise the scan connects */
export function aboutScanSeconds(addresses: number, byArp: boolean): number {
  const seconds = byArp
    ? (addresses / askedWithoutConsent) * partSeconds
    : ((addresses / connectsAtOnce) * connectTimeoutMs) / 1000;
  return Math.max(1, Math.ceil(seconds));
}
