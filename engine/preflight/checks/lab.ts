import type { Lab } from '../../../protocol/lab/schema.ts';
import { canonicalAddress } from '../../../protocol/wire/address.ts';
import { checkLab } from '../../deploy/node-check.ts';
import { byRule, failed, type Outcome, pass } from '../outcome.ts';

/** What the lab alone says, before anybody is asked. */
export function judgeLab(lab: Lab): Outcome {
  return byRule(() => {
    checkLab(lab);
    const ownerOf = new Map<string, number>();
    for (const { vrid, vips, excludedVips } of lab.virtualRouters)
      for (const vip of [...vips, ...excludedVips]) {
        const address = canonicalAddress(vip.split('/')[0] ?? vip);
        const first = ownerOf.get(address);
        if (first !== undefined) return failed('vips.shared', { vip: address, first, second: vrid });
        ownerOf.set(address, vrid);
      }
    return pass('lab.fits');
  });
}
