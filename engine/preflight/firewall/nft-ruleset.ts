import { z } from 'zod';

/** The parts of `nft -j list ruleset` (libnftables-json(5)) that decide over a packet. */
const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.string().optional(),
  prio: z.number().optional(),
  policy: z.string().optional(),
  /** Of the family netdev. */
  dev: z.union([z.string(), z.array(z.string())]).optional(),
});
const ruleSchema = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  handle: z.int(),
  expr: z.array(z.record(z.string(), z.unknown())),
});
const rulesetSchema = z.object({
  nftables: z.array(z.object({ chain: chainSchema.optional(), rule: ruleSchema.optional() }).loose()),
});

export type NftChain = z.infer<typeof chainSchema>;
export type NftRule = z.infer<typeof ruleSchema>;
export interface NftRuleset {
  chains: NftChain[];
  rules: NftRule[];
}

/** Null where it is no ruleset: no nft, or one of another kind. */
export function parseRuleset(json: string): NftRuleset | null {
  try {
    const { nftables } = rulesetSchema.parse(JSON.parse(json));
    return {
      chains: nftables.flatMap(({ chain }) => chain ?? []),
      rules: nftables.flatMap(({ rule }) => rule ?? []),
    };
  } catch {
    return null;
  }
}
