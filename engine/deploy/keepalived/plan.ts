import { deployedFolder, keepalivedConf, keepalivedUnit, keptConf } from '../../keepalived/paths.ts';
import type { KeepalivedSetup } from '../../keepalived/status.ts';
import { manifestFile } from '../host-paths.ts';
import type { WorkPlan } from '../node-work.ts';
import { planStep, runStep, writeStep } from '../plan-step.ts';
import type { KeepalivedBefore } from './before.ts';

/** What `claimForKeepalived`'s work would do. */
export function planKeepalived(
  before: KeepalivedBefore,
  setup: KeepalivedSetup | null,
  conf: string,
  { unchanged, isOtherLab, hasManifest }: Record<'unchanged' | 'isOtherLab' | 'hasManifest', boolean>,
): WorkPlan {
  const note = planStep('keep', { path: manifestFile, changes: !hasManifest });
  const install = planStep('install', { consent: setup ? null : 'install-keepalived', changes: !setup });
  const isTheirs = before.conf !== null && !before.ours;
  // The difference names both labs.
  const lab = isOtherLab ? 'replace-lab' : null;
  const write = writeStep(keepalivedConf, before.conf, conf);
  if (unchanged) return { prepare: [note, install], activate: [write] };
  const path = isTheirs ? `${deployedFolder}/before.conf` : keptConf;
  const kept = isTheirs || before.edited ? [planStep('keep', { path })] : [];
  return {
    prepare: [note, install],
    activate: [
      ...kept,
      runStep('keepalived', '--config-test', `--use-file=${keepalivedConf}.new`),
      { ...write, consent: isTheirs || before.edited ? 'replace-keepalived-conf' : lab },
      runStep('systemctl', 'enable', keepalivedUnit),
      {
        ...runStep('systemctl', before.active ? 'reload' : 'start', keepalivedUnit),
        consent: before.edited ? lab : null,
      },
    ],
  };
}
