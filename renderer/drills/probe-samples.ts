export interface ProbeSample {
  sent: number;
  /** Lost since the sample before. */
  lost: number;
  lostTotal: number;
}

const longest = 80;

/** Adds a sample when the counters moved; a counter that went back means another drill. */
export function pushSample(samples: ProbeSample[], probe: { sent: number; lost: number }): ProbeSample[] {
  const last = samples.at(-1);
  if (last && probe.sent === last.sent) return samples;
  const fresh = !last || probe.sent < last.sent;
  const lost = fresh ? probe.lost : probe.lost - last.lostTotal;
  const next = { sent: probe.sent, lost, lostTotal: probe.lost };
  return fresh ? [next] : [...samples, next].slice(-longest);
}
