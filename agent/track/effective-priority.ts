/** What a virtual router sees of a check that it tracks. */
export interface TrackedCheck {
  name: string;
  /** Added to the priority: below 0 while the check fails, above 0 while it passes; 0 is a matter of fault. */
  weight: number;
  passing: boolean;
}

export interface TrackEffect {
  priority: number;
  /** Name of the first check of weight 0 that fails: the router must be in fault. */
  fault: string | null;
}

/** RFC 9568, 5.2.4: 255 is the address owner's, 0 says that a router leaves. */
const OWNER = 255;
const LOWEST = 1;
const HIGHEST = 254;

/**
 * The priority that a virtual router advertises, and whether it may at all (keepalived.conf(5), vrrp_script and
 * track_script). The address owner's 255 is not changed by weights, but the owner can be in fault.
 */
export function effectivePriority(base: number, tracked: readonly TrackedCheck[]): TrackEffect {
  const fault = tracked.find(({ weight, passing }) => weight === 0 && !passing)?.name ?? null;
  if (base === OWNER) return { priority: OWNER, fault };
  const counts = ({ weight, passing }: TrackedCheck) => (weight < 0 ? !passing : passing);
  const sum = tracked.filter(counts).reduce((total, { weight }) => total + weight, base);
  return { priority: Math.min(HIGHEST, Math.max(LOWEST, sum)), fault };
}
