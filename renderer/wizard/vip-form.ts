import { vipFormSchema } from '../../protocol/contract/draft.ts';
import type { CheckInput } from '../../protocol/lab/checks.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import type { RouterForm, VipForm, WizardState } from '../store/wizard.ts';
import { freshCheck, isPreset, shapeOf } from './check-presets.ts';
import { commandWords } from './command-words.ts';
import { noSecondRouter, unshownOf } from './form-of-lab.ts';
import { suggestVip } from './subnet.ts';
import { type FieldWrong, vipWrongs, weightOf } from './vip-rules.ts';

/** Fields hold what was typed; numbers are made of it only once it is valid. */
export function vipSchema(nodeAddresses: readonly string[], edits: Lab | null = null) {
  return vipFormSchema.check((context) => {
    for (const { name, message } of vipWrongs(context.value, nodeAddresses, edits)) {
      const path = name.split('.').map((part) => (/^\d$/.test(part) ? Number(part) : part));
      context.issues.push({ code: 'custom', path, message, input: context.value });
    }
  });
}

export interface DraftRouter {
  vrid: number;
  vip: string;
  /** Of the first and the second node. */
  priorities: [number, number];
}

/** What the pair is to be, once the address step is valid. */
export interface DraftService {
  mode: VipForm['mode'];
  backend: VipForm['backend'];
  vrrpVersion: 2 | 3;
  advertIntervalMs: number;
  preempt: boolean;
  /** Two in dual-master. */
  routers: DraftRouter[];
  check: CheckInput | null;
  demoPage: boolean;
}

export function serviceOf(form: VipForm): DraftService {
  const { mode, backend, preempt, version, interval, routers } = form;
  return {
    mode,
    backend,
    vrrpVersion: version === '2' ? 2 : 3,
    advertIntervalMs: Number(interval),
    preempt,
    routers: (mode === 'dual-master' ? routers : [routers[0]]).map(routerOf),
    check: checkOf(form.check),
    demoPage: form.demoPage && form.check.kind === 'nginx',
  };
}

/** The service as far as its times go; null while what they come of is wrong, whatever else is. */
export function timedService(form: VipForm): DraftService | null {
  const isTimed = ({ name }: FieldWrong) => /(interval|first|second)$/.test(name);
  return vipWrongs(form, []).some(isTimed) ? null : serviceOf(form);
}

const routerOf = ({ vrid, vip, first, second }: RouterForm): DraftRouter => ({
  vrid: Number(vrid),
  vip: vip.trim(),
  priorities: [Number(first), Number(second)],
});

/** One slow answer is no outage: asking counts from the second failure on. What the kernel tells of counts at once. */
function checkOf(check: VipForm['check']): DraftService['check'] {
  const weight = weightOf(check.weight) ?? 0;
  const { kind } = check;
  const judged = { weight, ...(isPreset(kind) ? { name: kind } : {}) };
  const asked = { ...judged, rise: 2, fall: 2 };
  switch (shapeOf[kind]) {
    case 'http':
      return { kind: 'http', url: check.url, ...asked };
    case 'tcp':
      return { kind: 'tcp', port: Number(check.port), ...asked };
    case 'script': {
      const command = [check.script.trim(), ...(commandWords(check.arguments) ?? [])];
      return { kind: 'script', command, user: check.user, ...asked };
    }
    case 'process':
      return { kind: 'process', process: check.process, ...judged };
    case 'interface':
      return { kind: 'interface', interface: check.interface, ...judged };
    case 'none':
      return null;
  }
}

interface Found {
  cidr: string;
  nodes: readonly { host: string }[];
  found: readonly { ip: string }[];
}

/** An address that neither a node nor anything that was found has, nor any of `besides`. */
export function freeVip({ nodes, cidr, found }: Found, besides: readonly string[] = []): string {
  const taken = [...nodes, ...found.map(({ ip }) => ({ host: ip }))].map(({ host }) => host);
  const [first] = nodes;
  const range = cidr.includes('/') ? cidr : `${first?.host ?? '0.0.0.0'}/24`;
  return suggestVip(range, [...taken, ...besides.map((vip) => vip.split('/')[0] ?? '')]);
}

/** What the address step opens with. */
export function freshForm(found: Found): VipForm {
  return {
    mode: 'master-backup',
    backend: 'tandem-agent',
    routers: [{ vip: freeVip(found), vrid: '51', first: '150', second: '100' }, { ...noSecondRouter }],
    version: '3',
    interval: '1000',
    preempt: true,
    check: { ...freshCheck },
    demoPage: false,
  };
}

/** The second router as it is suggested beside the first, and beside what a deployed lab has: what was typed stays. */
export function secondRouter(
  found: Found & { edits?: Lab | null },
  [first, second]: VipForm['routers'],
): RouterForm {
  const unshown = found.edits ? unshownOf(found.edits) : { vrids: [], vips: [] };
  const vrid = Number(first.vrid);
  let next = vrid >= 1 && vrid < 255 ? vrid + 1 : 52;
  while (unshown.vrids.includes(next) && next < 255) next += 1;
  return {
    ...second,
    vip: second.vip || freeVip(found, [first.vip, ...unshown.vips]),
    vrid: second.vrid || String(next),
  };
}

/** The service in the wizard; null while the address step is not valid for these nodes and for what is deployed. */
export function chosenService({
  vip,
  nodes,
  edits,
}: Pick<WizardState, 'vip' | 'nodes' | 'edits'>): DraftService | null {
  if (vip === null) return null;
  const hosts = nodes.map(({ host }) => host);
  return vipWrongs(vip, hosts, edits).length > 0 ? null : serviceOf(vip);
}
