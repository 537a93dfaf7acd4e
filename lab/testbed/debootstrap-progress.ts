/** How far a root file system is, from the lines that debootstrap prints. */
export interface BuildProgress {
  percent: number;
  message: string;
}

/** Shares of the whole, in percent, measured on a build of 45 s. */
const retrieved = 35;
const extracted = 45;
const configured = 98;

/**
 * Follows one run of debootstrap. It retrieves every package and extracts the base system; then it unpacks and
 * configures in turns, base system first. How many packages there are is known only once all are retrieved, so
 * until then they are counted against `expectedPackages`.
 * The returned function takes a line and gives the new progress, or undefined for a line that is none.
 */
export function followDebootstrap(expectedPackages: number): (line: string) => BuildProgress | undefined {
  const counts = { Retrieving: 0, Extracting: 0, Unpacking: 0, Configuring: 0 };
  let percent = 0;
  return (line) => {
    const match =
      /^I: (Retrieving|Extracting|Unpacking|Configuring) ([a-z0-9][a-z0-9.+-]*?)(?:\.\.\.|\s|$)/.exec(line);
    if (match === null) return undefined;
    const verb = match[1] as keyof typeof counts;
    counts[verb] += 1;
    // A bar never steps back, whatever the order of the lines.
    percent = Math.max(percent, Math.floor(reached(counts, verb, expectedPackages)));
    return { percent, message: `${verb} ${match[2]}` };
  };
}

function reached(
  counts: Record<'Retrieving' | 'Extracting' | 'Unpacking' | 'Configuring', number>,
  verb: keyof typeof counts,
  expectedPackages: number,
): number {
  const share = (done: number, total: number) => Math.min(1, done / Math.max(1, total));
  if (verb === 'Retrieving') return retrieved * share(counts.Retrieving, expectedPackages);
  if (verb === 'Extracting')
    return retrieved + (extracted - retrieved) * share(counts.Extracting, counts.Retrieving);
  const done = counts.Unpacking + counts.Configuring;
  return extracted + (configured - extracted) * share(done, 2 * counts.Retrieving);
}
