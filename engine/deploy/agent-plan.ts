import type { AgentArchive } from './archive.ts';
import type { Before } from './before.ts';
import {
  agentProgram,
  configFile,
  currentLink,
  installFolder,
  manifestFile,
  unitFile,
  unitName,
} from './host-paths.ts';
import type { WorkPlan } from './node-work.ts';
import { type PlanStep, planStep, runStep, writeStep } from './plan-step.ts';

/** What `claimForAgent`'s work would do. */
export function planAgent(
  before: Before,
  archive: AgentArchive,
  config: string,
  {
    isUploaded,
    isSameAgent,
    unchanged,
    hasManifest,
    isOtherLab,
  }: Record<'isUploaded' | 'isSameAgent' | 'unchanged' | 'hasManifest' | 'isOtherLab', boolean>,
): WorkPlan {
  const target = `${installFolder}/${archive.sha256}`;
  const upload = planStep('upload', {
    path: target,
    bytes: isUploaded ? 0 : archive.bytes,
    changes: !isUploaded,
  });
  const keep = planStep('keep', { path: manifestFile, changes: !hasManifest });
  // The difference names both labs.
  const consent = isOtherLab ? 'replace-lab' : null;
  const write: PlanStep[] = [
    planStep('link', { path: currentLink, changes: before.current !== archive.sha256 }),
    { ...writeStep(configFile, before.config, config), consent },
    unchanged
      ? planStep('write', { path: unitFile, changes: false })
      : writeStep(unitFile, before.unit, archive.unit),
  ];
  if (unchanged) return { prepare: [keep, upload], activate: write };
  const start = isSameAgent
    ? [runStep(agentProgram, 'ctl', 'reload')]
    : [runStep('systemctl', 'enable', unitName), runStep('systemctl', 'restart', unitName)];
  return { prepare: [keep, upload], activate: [...write, runStep('systemctl', 'daemon-reload'), ...start] };
}
