import { z } from 'zod';

/** What happened during a planned switchover. Times are milliseconds since the request was sent to the new master. */
export const switchoverEventSchema = z.object({
  t: z.number(),
  what: z.enum([
    'requested',
    /** First advert of the new master. */
    'advert',
    /** Its first gratuitous ARP or unsolicited neighbour advertisement for a VIP. */
    'announcement',
    'became-master',
    'became-backup',
    'priority-reset',
  ]),
  /** Where it was seen: on the wire, or by a node's report, which arrives a little later. */
  source: z.string(),
  detail: z.string(),
});
export type SwitchoverEvent = z.infer<typeof switchoverEventSchema>;

export const switchoverResultSchema = z.object({
  vrid: z.int(),
  /** Who led before; null where nobody did. */
  from: z.string().nullable(),
  to: z.string(),
  /** False: it was there already. */
  moved: z.boolean(),
  /** From the request until the new master leads: by its first advert where this machine listens, else by its report. */
  movedMs: z.number().nullable(),
  events: z.array(switchoverEventSchema),
});
export type SwitchoverResult = z.infer<typeof switchoverResultSchema>;
