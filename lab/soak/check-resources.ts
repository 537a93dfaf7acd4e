/** Open files and memory of an agent that lives long. */
export interface ResourceSample {
  node: string;
  pid: number;
  /** Since the process began. */
  ageMs: number;
  files: number;
  rssKb: number;
}

/** Code is compiled and caches fill for so long. */
export const WARM_UP_MS = 20_000;
/** A check that runs at the moment has a few files open; the lowest of some samples has none. */
const GROUP = 3;
export const FILES_BOUND = 1;
/** Between two collections of garbage memory goes up and down by so much. */
export const RSS_BOUND_KB = 8 * 1024;

export interface Growth {
  node: string;
  pid: number;
  /** Between the first sample that counts and the last. */
  spanMs: number;
  files: [first: number, last: number];
  rssKb: [first: number, last: number];
}

/** Of every process that lived long enough after its warm-up. */
export function growths(samples: readonly ResourceSample[]): Growth[] {
  const warm = samples.filter(({ ageMs }) => ageMs >= WARM_UP_MS);
  return [...Map.groupBy(warm, ({ pid }) => pid)].flatMap(([pid, own]) => {
    const [first, last] = [own.slice(0, GROUP), own.slice(-GROUP)];
    if (own.length < 2 * GROUP) return [];
    const least = (group: readonly ResourceSample[], field: 'files' | 'rssKb') =>
      Math.min(...group.map((sample) => sample[field]));
    const pair = (field: 'files' | 'rssKb'): [number, number] => [least(first, field), least(last, field)];
    const spanMs = (last.at(-1)?.ageMs ?? 0) - (first[0]?.ageMs ?? 0);
    return [{ node: own[0]?.node ?? '', pid, spanMs, files: pair('files'), rssKb: pair('rssKb') }];
  });
}

export function checkResources(samples: readonly ResourceSample[]): string[] {
  return growths(samples).flatMap(({ node, pid, files, rssKb }) => {
    const found: string[] = [];
    if (files[1] > files[0] + FILES_BOUND)
      found.push(`agent ${pid} on ${node}: open files went from ${files[0]} to ${files[1]}`);
    if (rssKb[1] > rssKb[0] + RSS_BOUND_KB)
      found.push(`agent ${pid} on ${node}: resident memory went from ${rssKb[0]} to ${rssKb[1]} kB`);
    return found;
  });
}
