import type { Lab } from '../../../protocol/lab/schema.ts';
import { checkLab, sharedVip } from '../../deploy/node-check.ts';
import { nodeConfig } from '../../deploy/node-config.ts';
import { byRule, failed, type Outcome, pass } from '../outcome.ts';

/** What the lab alone says, before anybody is asked. */
export function judgeLab(lab: Lab): Outcome {
  return byRule(() => {
    const shared = sharedVip(lab);
    if (shared) return failed('vips.shared', shared);
    checkLab(lab);
    if (lab.backend === 'tandem-agent') for (const node of lab.nodes) nodeConfig(lab, node);
    return pass('lab.fits');
  });
}
