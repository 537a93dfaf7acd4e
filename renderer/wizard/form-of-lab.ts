import { checkFormKinds } from '../../protocol/contract/draft.ts';
import type { Check } from '../../protocol/lab/checks.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { DraftNode, RouterForm, VipForm } from '../store/wizard.ts';
import { freshCheck, isPreset, shapeOf } from './check-presets.ts';
import { commandText } from './command-words.ts';

/** A second router before it is suggested: crosswise to the first. */
export const noSecondRouter: RouterForm = { vip: '', vrid: '', first: '100', second: '150' };

/** How many virtual routers the address step shows. */
export const shownRouters = (mode: VipForm['mode']) => (mode === 'dual-master' ? 2 : 1);

/** What a deployed lab has that the address step has no fields for: of routers and addresses, nothing is had twice. */
export function unshownOf({ mode, virtualRouters }: Lab): { vrids: number[]; vips: string[] } {
  const shown = virtualRouters.slice(0, shownRouters(mode));
  const others = virtualRouters.slice(shown.length);
  return {
    vrids: others.map(({ vrid }) => vrid),
    vips: [
      ...others.flatMap(({ vips }) => vips),
      ...shown.flatMap(({ vips }) => vips.slice(1)),
      ...virtualRouters.flatMap(({ excludedVips }) => excludedVips),
    ],
  };
}

/** A deployed lab as the address step shows it. What has no field there is not lost: `editedLab` keeps it. */
export function formOf(lab: Lab): VipForm {
  const [first, second] = lab.nodes;
  // The schema sees to it that there is one, and in dual-master two.
  const [one, two] = lab.virtualRouters.slice(0, shownRouters(lab.mode)) as [VirtualRouter, VirtualRouter?];
  const routerOf = ({ vrid, vips, priorities }: VirtualRouter): RouterForm => ({
    vip: vips[0] ?? '',
    vrid: String(vrid),
    first: String(priorities[first.name] ?? ''),
    second: String(priorities[second.name] ?? ''),
  });
  return {
    mode: lab.mode,
    backend: lab.backend,
    routers: [routerOf(one), two ? routerOf(two) : noSecondRouter],
    version: lab.vrrpVersion === 2 ? '2' : '3',
    interval: String(lab.advertIntervalMs),
    preempt: one.preempt,
    check: checkForm(lab.checks[0]),
    demoPage: lab.demoPage,
  };
}

function checkForm(check: Check | undefined): VipForm['check'] {
  if (!check) return { ...freshCheck, kind: 'none' };
  const form = { ...freshCheck, kind: kindOf(check), weight: String(check.weight) };
  switch (check.kind) {
    case 'http':
      return { ...form, url: check.url };
    case 'tcp':
      return { ...form, port: String(check.port) };
    case 'process':
      return { ...form, process: check.process };
    case 'interface':
      return { ...form, interface: check.interface };
    case 'script': {
      const [script = '', ...words] = check.command;
      return { ...form, script, arguments: commandText(words), user: check.user };
    }
  }
}

/** A check that has a preset's name and asks as it does came from there. */
function kindOf({ kind, name }: Check): VipForm['check']['kind'] {
  return (
    checkFormKinds.find((preset) => preset === name && isPreset(preset) && shapeOf[preset] === kind) ?? kind
  );
}

/** A deployed node on its way back into the wizard: its key is read and its access is proven anew. */
export function draftNodeOf({ name, host, port, user, auth, sudo, ...node }: LabNode): DraftNode {
  return {
    name,
    host,
    port,
    user,
    authKind: auth.kind,
    keyPath: auth.kind === 'key' ? auth.path : '',
    sudo: user === 'root' ? 'none' : sudo === 'password' ? 'password' : 'passwordless',
    interface: node.interface,
    interfaces: [],
    hostKey: null,
    checked: null,
  };
}
