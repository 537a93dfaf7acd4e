import { z } from 'zod';
import {
  commandSchema,
  interfaceNameSchema,
  processNameSchema,
  userNameSchema,
} from '../../protocol/lab/checks.ts';
import { addressBreaches, isIpv6, isUnusableVip } from '../../protocol/lab/router-rules.ts';
import { type Lab, virtualRouterSchema } from '../../protocol/lab/schema.ts';
import { canonicalAddress } from '../../protocol/wire/address.ts';
import type { RouterForm, VipForm } from '../store/wizard.ts';
import { shapeOf } from './check-presets.ts';
import { commandWords } from './command-words.ts';
import type { FieldErrorKey } from './field-error.ts';
import { flipOf } from './flip.ts';
import { formOf, shownRouters, unshownOf } from './form-of-lab.ts';

export type TextName = `routers.${0 | 1}.${keyof RouterForm}` | 'interval' | `check.${CheckText}`;
export type CheckText = Exclude<keyof VipForm['check'], 'kind'>;

export interface FieldWrong {
  name: TextName;
  message: FieldErrorKey;
}

/**
 * What is wrong with the address step, in the order of its fields; of each field the first thing only.
 * @param edits what is deployed: its check may be one that the wizard would not make, and stays if nobody touches it; what
 *   has no field here is taken
 */
export function vipWrongs(
  form: VipForm,
  nodeAddresses: readonly string[],
  edits: Lab | null = null,
): FieldWrong[] {
  const kept = edits && formOf(edits);
  const unshown = new Map(edits ? unshownWrongs(form, unshownOf(edits)) : []);
  const [one, two] = form.routers;
  const isDual = form.mode === 'dual-master';
  const judged: [TextName, FieldErrorKey | null][] = [
    ...routerWrongs(0, one, form.version, nodeAddresses),
    ...(isDual ? routerWrongs(1, two, form.version, nodeAddresses, one) : []),
    ['interval', intervalWrong(form)],
    ...(kept && isOtherwiseMade(kept, form) ? [] : checkWrongs(form)),
  ];
  return judged.flatMap(([name, ownMessage]) => {
    const message = ownMessage ?? unshown.get(name) ?? null;
    return message === null ? [] : [{ name, message }];
  });
}

function unshownWrongs(
  { mode, routers }: VipForm,
  { vrids, vips }: ReturnType<typeof unshownOf>,
): [TextName, FieldErrorKey | null][] {
  const taken = vips.map(plainAddress);
  return routers
    .slice(0, shownRouters(mode))
    .flatMap(({ vip, vrid }, at): [TextName, FieldErrorKey | null][] => {
      const [path, id] = [`routers.${at as 0 | 1}` as const, wholeOf(vrid, 1, 255)];
      return [
        [`${path}.vip`, taken.includes(plainAddress(vip)) ? 'vipUnshown' : null],
        [`${path}.vrid`, id !== null && vrids.includes(id) ? 'vridUnshown' : null],
      ];
    });
}

const isOtherwiseMade = (kept: VipForm, form: VipForm) =>
  checkWrongs(kept).length > 0 && JSON.stringify(kept.check) === JSON.stringify(form.check);

/** A whole number as typed, within its bounds; null is anything else. */
export function wholeOf(text: string, low: number, high: number): number | null {
  const value = /^[-−]?\d+$/.test(text.trim()) ? Number(text.trim().replace('−', '-')) : Number.NaN;
  return value >= low && value <= high ? value : null;
}

/** RFC 9568, 5.2.4: 255 is for the owner of the address, which a VIP beside the nodes' own addresses has not. */
export const priorityOf = (text: string) => wholeOf(text, 1, 254);
export const weightOf = (text: string) => wholeOf(text, -253, 0);

/** Of the virtual routers that count, those whose priorities are numbers. */
export function prioritiesOf(form: VipForm): [number, number][] {
  const counting = form.mode === 'dual-master' ? form.routers : [form.routers[0]];
  return counting.flatMap(({ first, second }): [number, number][] => {
    const [a, b] = [priorityOf(first), priorityOf(second)];
    return a === null || b === null ? [] : [[a, b]];
  });
}

function routerWrongs(
  index: 0 | 1,
  router: RouterForm,
  version: VipForm['version'],
  nodeAddresses: readonly string[],
  before?: RouterForm,
): [TextName, FieldErrorKey | null][] {
  const vrid = wholeOf(router.vrid, 1, 255);
  const sameVrid = before !== undefined && vrid === wholeOf(before.vrid, 1, 255);
  const [first, second] = [priorityOf(router.first), priorityOf(router.second)];
  return [
    [`routers.${index}.vip`, vipWrong(router.vip, version, nodeAddresses, before?.vip)],
    [`routers.${index}.vrid`, vrid === null ? 'vrid' : sameVrid ? 'sameVrid' : null],
    [`routers.${index}.first`, first === null ? 'priority' : null],
    [`routers.${index}.second`, second === null ? 'priority' : orderWrong(first, second, before)],
  ];
}

/** One text for each address; what is none, such as a host name, stays as it is. */
function plainAddress(text: string): string {
  const [address = ''] = text.trim().split('/');
  return ipAddress.safeParse(address).success ? canonicalAddress(address) : address;
}
const ipAddress = z.union([z.ipv4(), z.ipv6()]);

function vipWrong(
  typed: string,
  version: VipForm['version'],
  nodeAddresses: readonly string[],
  before: string | undefined,
): FieldErrorKey | null {
  const vip = typed.trim();
  if (!virtualRouterSchema.shape.vips.element.safeParse(vip).success) return 'vip';
  const rules = { version: version === '2' ? 2 : 3, vips: [vip], excludedVips: [] } as const;
  if (isIpv6(vip) && addressBreaches(rules).length > 0) return 'vip6';
  if (isUnusableVip(vip)) return 'vipUnusable';
  if (nodeAddresses.some((address) => plainAddress(address) === plainAddress(vip))) return 'vipIsNode';
  return before !== undefined && plainAddress(before) === plainAddress(vip) ? 'sameVip' : null;
}

/** In dual-master the second router prefers the node that the first one does not. */
function orderWrong(
  first: number | null,
  second: number,
  before: RouterForm | undefined,
): FieldErrorKey | null {
  if (first === null) return null;
  if (first === second) return 'samePriority';
  const [a, b] = [priorityOf(before?.first ?? ''), priorityOf(before?.second ?? '')];
  return a !== null && b !== null && a !== b && a > b === first > second ? 'sameMaster' : null;
}

function intervalWrong({ version, interval }: VipForm): FieldErrorKey | null {
  const [low, high, step] = version === '3' ? [10, 40_950, 10] : [1000, 255_000, 1000];
  const value = wholeOf(interval, low, high);
  if (value !== null && value % step === 0) return null;
  return version === '3' ? 'interval3' : 'interval2';
}

const webUrl = z.url({ protocol: /^https?$/ });
const isProcess = (name: string) => processNameSchema.safeParse(name).success;
const isCommand = (command: string[]) => commandSchema.safeParse(command).success;
const isUser = (user: string) => userNameSchema.safeParse(user).success;
const isInterface = (name: string) => interfaceNameSchema.safeParse(name).success;

function checkWrongs({ check, ...form }: VipForm): [TextName, FieldErrorKey | null][] {
  const shape = shapeOf[check.kind];
  const judge = <Name extends CheckText>(name: Name, isRight: boolean, message: FieldErrorKey) =>
    [`check.${name}`, isRight ? null : message] as [TextName, FieldErrorKey | null];
  const target = () => {
    switch (shape) {
      case 'http':
        return [judge('url', webUrl.safeParse(check.url).success, 'url')];
      case 'tcp':
        return [judge('port', wholeOf(check.port, 1, 65_535) !== null, 'port')];
      case 'process':
        return [judge('process', isProcess(check.process), 'process')];
      case 'interface':
        return [judge('interface', isInterface(check.interface), 'interface')];
      case 'script':
        return [
          judge('script', isCommand([check.script.trim()]), 'script'),
          [`check.arguments`, argumentsWrong(check.arguments)] as [TextName, FieldErrorKey | null],
          judge('user', isUser(check.user), 'user'),
        ];
      case 'none':
        return [];
    }
  };
  return shape === 'none' ? [] : [...target(), ['check.weight', weightWrong({ check, ...form })]];
}

function argumentsWrong(text: string): FieldErrorKey | null {
  const words = commandWords(text);
  if (words === null) return 'argumentsQuote';
  return isCommand(['/', ...words]) ? null : 'arguments';
}

function weightWrong(form: VipForm): FieldErrorKey | null {
  const weight = weightOf(form.check.weight);
  if (weight === null) return 'weight';
  if (weight !== 0 && !form.preempt) return 'weightNoPreempt';
  const flips = prioritiesOf(form).every((pair) => flipOf(pair, weight, form.preempt).flips);
  return flips ? null : 'weightTooSmall';
}
