import { z } from 'zod';
import { problemSchema } from '../contract/problem-schema.ts';

/**
 * What `tandem-agent probe` prints, one JSON object a line, several lines at once when they come fast.
 * Times are nanoseconds since the epoch of the probing machine, as text (they do not fit a double).
 */

const nsSchema = z.string().regex(/^\d+$/);

/** One ARP request and everybody who answered it within 500 ms or before the next one. */
export const arpProbeLineSchema = z.object({
  kind: z.literal('arp'),
  /** Counts from 1. */
  seq: z.int(),
  sentNs: nsSchema,
  replies: z.array(z.object({ mac: z.string(), ns: nsSchema })),
});
export type ArpProbeLine = z.infer<typeof arpProbeLineSchema>;

/** One neighbour solicitation and everybody who answered it, as one ARP request. */
export const ndProbeLineSchema = arpProbeLineSchema.extend({ kind: z.literal('nd') });
export type NdProbeLine = z.infer<typeof ndProbeLineSchema>;

/**
 * One ICMP echo. Answered ones are printed when the answer comes, lost ones (`receivedNs` null) after a second:
 * lines are therefore not always in the order of `seq`.
 */
export const icmpProbeLineSchema = z.object({
  kind: z.literal('icmp'),
  /** Counts from 1. */
  seq: z.int(),
  sentNs: nsSchema,
  receivedNs: nsSchema.nullable(),
});
export type IcmpProbeLine = z.infer<typeof icmpProbeLineSchema>;

/** One TCP connection, as one ICMP echo: lost where it was refused, or not accepted in time. */
export const tcpProbeLineSchema = z.object({
  kind: z.literal('tcp'),
  /** Counts from 1. */
  seq: z.int(),
  sentNs: nsSchema,
  /** When the connection was there. */
  receivedNs: nsSchema.nullable(),
});
export type TcpProbeLine = z.infer<typeof tcpProbeLineSchema>;

/** A host of an ARP sweep, once for each MAC address that answers for it. */
export const sweepProbeLineSchema = z.object({
  kind: z.literal('sweep'),
  address: z.string(),
  mac: z.string(),
  ns: nsSchema,
});
export type SweepProbeLine = z.infer<typeof sweepProbeLineSchema>;

/** After each part of a sweep: how many addresses have been asked as often as they will be. */
export const sweptProbeLineSchema = z.object({
  kind: z.literal('swept'),
  asked: z.int(),
  total: z.int(),
});
export type SweptProbeLine = z.infer<typeof sweptProbeLineSchema>;

/** The last line of a probe that cannot go on. */
export const problemProbeLineSchema = z.object({ kind: z.literal('problem'), problem: problemSchema });

export const probeLineSchema = z.discriminatedUnion('kind', [
  arpProbeLineSchema,
  ndProbeLineSchema,
  icmpProbeLineSchema,
  tcpProbeLineSchema,
  sweepProbeLineSchema,
  sweptProbeLineSchema,
  problemProbeLineSchema,
]);
export type ProbeLine = z.infer<typeof probeLineSchema>;
