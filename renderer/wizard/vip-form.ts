import { z } from 'zod';
import { virtualRouterSchema } from '../../protocol/lab/schema.ts';
import type { DraftRouter } from '../store/wizard.ts';
import type { FieldErrorKey } from './field-error.ts';

const key = (name: FieldErrorKey) => name;
const whole = (low: number, high: number, error: FieldErrorKey) =>
  z.string().refine((text) => /^\d+$/.test(text) && Number(text) >= low && Number(text) <= high, key(error));

/** Fields hold what was typed; numbers are made of it only once it is valid. */
export function vipSchema(nodeAddresses: readonly string[]) {
  return z
    .object({
      vip: z
        .string()
        .refine((text) => virtualRouterSchema.shape.vips.element.safeParse(text).success, key('vip'))
        .refine((text) => !nodeAddresses.includes(text.split('/')[0] ?? ''), key('vipIsNode')),
      vrid: whole(1, 255, 'vrid'),
      version: z.enum(['2', '3']),
      interval: z.string(),
      first: whole(1, 254, 'priority'),
      second: whole(1, 254, 'priority'),
      preempt: z.boolean(),
    })
    .check((context) => {
      const { version, interval, first, second } = context.value;
      const report = (path: string, message: FieldErrorKey) =>
        context.issues.push({ code: 'custom', path: [path], message, input: interval });
      if (!intervalFits(version, interval)) report('interval', version === '3' ? 'interval3' : 'interval2');
      if (first === second) report('second', 'samePriority');
    });
}
export type VipForm = z.infer<ReturnType<typeof vipSchema>>;

function intervalFits(version: '2' | '3', text: string): boolean {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (version === '3') return value >= 10 && value <= 40_950 && value % 10 === 0;
  return value >= 1000 && value <= 255_000 && value % 1000 === 0;
}

export function vipFormOf(router: DraftRouter): VipForm {
  return {
    vip: router.vip,
    vrid: String(router.vrid),
    version: router.vrrpVersion === 2 ? '2' : '3',
    interval: String(router.advertIntervalMs),
    first: String(router.priorities[0]),
    second: String(router.priorities[1]),
    preempt: router.preempt,
  };
}

export function routerOf(form: VipForm): DraftRouter {
  return {
    vip: form.vip,
    vrid: Number(form.vrid),
    vrrpVersion: form.version === '2' ? 2 : 3,
    advertIntervalMs: Number(form.interval),
    priorities: [Number(form.first), Number(form.second)],
    preempt: form.preempt,
  };
}
