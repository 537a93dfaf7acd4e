import { deployedFolder, keepalivedConf, keepalivedUnit } from '../../keepalived/paths.ts';
import type { KeepalivedSetup } from '../../keepalived/status.ts';
import type { WorkPlan } from '../node-work.ts';
import { planStep, runStep, writeStep } from '../plan-step.ts';
import type { KeepalivedBefore } from './before.ts';

/** What `claimForKeepalived`'s work would do. */
export function planKeepalived(
  before: KeepalivedBefore,
  setup: KeepalivedSetup | null,
  conf: string,
  unchanged: boolean,
): WorkPlan {
  const install = planStep('install', { consent: setup ? null : 'install-keepalived', changes: !setup });
  const isTheirs = before.conf !== null && !before.ours;
  const write = writeStep(keepalivedConf, before.conf, conf);
  if (unchanged) return { prepare: [install], activate: [write] };
  const kept = isTheirs ? [planStep('keep', { path: `${deployedFolder}/before.conf` })] : [];
  return {
    prepare: [install],
    activate: [
      ...kept,
      runStep('keepalived', '--config-test', `--use-file=${keepalivedConf}.new`),
      { ...write, consent: isTheirs ? 'replace-keepalived-conf' : null },
      runStep('systemctl', 'enable', keepalivedUnit),
      runStep('systemctl', before.active ? 'reload' : 'start', keepalivedUnit),
    ],
  };
}
