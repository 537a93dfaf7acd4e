import { z } from 'zod';
import type { LabInput } from '../../protocol/lab/schema.ts';
import type { RouterForm, VipForm, WizardState } from '../store/wizard.ts';
import { suggestVip } from './subnet.ts';
import { vipWrongs, weightOf } from './vip-rules.ts';

const routerShape = z.object({ vip: z.string(), vrid: z.string(), first: z.string(), second: z.string() });
const vipShape = z.object({
  mode: z.enum(['master-backup', 'dual-master']),
  backend: z.enum(['tandem-agent', 'keepalived']),
  routers: z.tuple([routerShape, routerShape]),
  version: z.enum(['2', '3']),
  interval: z.string(),
  preempt: z.boolean(),
  check: z.object({
    kind: z.enum(['http', 'tcp', 'process', 'none']),
    url: z.string(),
    port: z.string(),
    process: z.string(),
    weight: z.string(),
  }),
}) satisfies z.ZodType<VipForm>;

/** Fields hold what was typed; numbers are made of it only once it is valid. */
export function vipSchema(nodeAddresses: readonly string[]) {
  return vipShape.check((context) => {
    for (const { name, message } of vipWrongs(context.value, nodeAddresses)) {
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
  check: NonNullable<LabInput['checks']>[number] | null;
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
  };
}

const routerOf = ({ vrid, vip, first, second }: RouterForm): DraftRouter => ({
  vrid: Number(vrid),
  vip,
  priorities: [Number(first), Number(second)],
});

/** One slow answer is no outage: asking counts from the second failure on. A process is seen to end, not asked. */
function checkOf({ kind, url, port, process, weight: typed }: VipForm['check']): DraftService['check'] {
  const weight = weightOf(typed) ?? 0;
  const asked = { weight, rise: 2, fall: 2 };
  if (kind === 'http') return { kind, name: 'nginx', url, ...asked };
  if (kind === 'tcp') return { kind, port: Number(port), ...asked };
  return kind === 'process' ? { kind, process, weight } : null;
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
    routers: [
      { vip: freeVip(found), vrid: '51', first: '150', second: '100' },
      { vip: '', vrid: '', first: '100', second: '150' },
    ],
    version: '3',
    interval: '1000',
    preempt: true,
    check: { kind: 'http', url: 'http://127.0.0.1/', port: '80', process: 'nginx', weight: '-60' },
  };
}

/** The second router as it is suggested beside the first: what was typed into it stays. */
export function secondRouter(found: Found, [first, second]: VipForm['routers']): RouterForm {
  const vrid = Number(first.vrid);
  const next = vrid >= 1 && vrid < 255 ? vrid + 1 : 52;
  return {
    ...second,
    vip: second.vip || freeVip(found, [first.vip]),
    vrid: second.vrid || String(next),
  };
}

/** The service in the wizard; null while the address step is not valid for these nodes. */
export function chosenService({ vip, nodes }: Pick<WizardState, 'vip' | 'nodes'>): DraftService | null {
  if (
    vip === null ||
    vipWrongs(
      vip,
      nodes.map(({ host }) => host),
    ).length > 0
  )
    return null;
  return serviceOf(vip);
}
