import { lintLab } from '../../../protocol/findings/lint.ts';
import type { Lab } from '../../../protocol/lab/schema.ts';
import { checkLab, sharedVip } from '../../deploy/node-check.ts';
import { nodeConfig } from '../../deploy/node-config.ts';
import { byRule, failed, type Outcome, pass, warn } from '../outcome.ts';

/** What the lab alone says, before anybody is asked. */
export function judgeLab(lab: Lab): Outcome {
  return byRule(() => {
    const shared = sharedVip(lab);
    if (shared) return failed('vips.shared', shared);
    checkLab(lab);
    if (lab.backend === 'tandem-agent') for (const node of lab.nodes) nodeConfig(lab, node);
    // What a person should know before it runs; the worst comes first, and the lint tells all of it.
    const worth = lintLab(lab).find(({ severity }) => severity !== 'info');
    return worth ? warn(worth.code, worth.params) : pass('lab.fits');
  });
}
