import { FILES_BOUND, RSS_BOUND_KB, WARM_UP_MS } from './check-resources.ts';
import { deedNames } from './deeds.ts';
import { ms } from './history.ts';
import type { SoakOptions, SoakResult } from './run.ts';

/** How to run the same sequence again. */
export function commandOf({ seconds, seed, peer }: SoakOptions): string {
  return `npm run soak -- --minutes ${Number((seconds / 60).toFixed(2))} --seed ${seed} --peer ${peer}`;
}

/** What was done, how often, and what it cost. */
export function soakTable({ options, tally, growths }: SoakResult): string {
  const rows = ['start', ...deedNames].map((name) => {
    const worst = tally.worst.get(name);
    const outage = worst
      ? `${worst.ms.toFixed(0).padStart(8)} ${worst.predictedMs.toFixed(0).padStart(10)} ${worst.stalledMs.toFixed(0).padStart(8)}`
      : '       -          -        -';
    return `${name.padEnd(22)} ${String(tally.counts.get(name) ?? 0).padStart(5)} ${outage}`;
  });
  const grown = growths.map(({ node, pid, spanMs, files, rssKb }) => {
    const lived = `${(spanMs / 1000).toFixed(0)} s`.padStart(6);
    return `agent ${pid} on ${node}, over ${lived}: files ${files.join(' to ')}, resident memory ${rssKb.join(' to ')} kB`;
  });
  const bounds = `bounds after ${WARM_UP_MS / 1000} s of warm-up: ${FILES_BOUND} more file, ${RSS_BOUND_KB} kB more memory`;
  return [
    commandOf(options),
    `${'deed'.padEnd(22)} times   worst/ms predicted/ms stalled/ms`,
    ...rows,
    `two owners at once ${tally.conflictCount} times, at most ${tally.longestConflictMs.toFixed(0)} ms; without a reason at most ${tally.longestUnexcusedMs.toFixed(1)} ms`,
    `stalls of the machine: ${tally.stallCount}, together ${tally.stalledMs.toFixed(0)} ms, the longest ${tally.longestStallMs.toFixed(0)} ms; without them ${tally.savedByStalls} more violations`,
    `nobody was there to lead: ${tally.unled} outages`,
    bounds,
    ...(grown.length > 0 ? grown : ['no agent lived long enough for its memory to be judged']),
  ].join('\n');
}

/** What went wrong, what led to it, and how to see it again; empty where nothing did. */
export function failureText({ options, violations, notes, frames }: SoakResult): string {
  const [first] = violations;
  if (first === undefined) return '';
  const since = (atNs: bigint) => `${ms(atNs - first.atNs)} ms`.padStart(10);
  return [
    ...frames.map((frame) => `  ${frame}`),
    ...notes.map(({ atNs, text }) => `${since(atNs)}  ${text}`),
    ...violations.map(({ atNs, what }) => `${since(atNs)}  VIOLATION ${what}`),
    `seed ${options.seed}; again: ${commandOf(options)}`,
  ].join('\n');
}
