import { z } from 'zod';
import type { Host } from '../ssh/host.ts';
import { canonicalVip } from './canonical-vip.ts';

export interface HeldAddress {
  /** `INTERFACE ADDRESS/PREFIX`. */
  line: string;
  name: string;
  /** `ADDRESS/PREFIX`. */
  vip: string;
  /** It ends by itself unless somebody renews it (ip-address(8), valid_lft). */
  isLeased: boolean;
}

/** `forever` in ip(8)'s JSON. */
const forever = 0xffffffff;

const schema = z.array(
  z.object({
    ifname: z.string(),
    addr_info: z.array(
      z.object({
        local: z.string().optional(),
        prefixlen: z.int().optional(),
        valid_life_time: z.number().optional(),
      }),
    ),
  }),
);

/** Every address of the host; none where ip(8) does not answer in JSON. */
export async function readHeldAddresses(host: Host): Promise<HeldAddress[]> {
  const { stdout } = await host.run(['ip', '-j', 'address']);
  return parse(stdout).flatMap(({ ifname, addr_info }) =>
    addr_info.flatMap(({ local, prefixlen, valid_life_time = forever }) => {
      if (local === undefined || prefixlen === undefined) return [];
      const vip = canonicalVip(`${local}/${prefixlen}`);
      return [{ line: `${ifname} ${vip}`, name: ifname, vip, isLeased: valid_life_time !== forever }];
    }),
  );
}

function parse(text: string): z.infer<typeof schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
