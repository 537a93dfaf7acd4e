import {
  type Address,
  checksumAsV2,
  groupOf,
  type Instance,
  instanceDefaults,
  isStrict,
  type KeepalivedConf,
  versionOf,
} from './model.ts';
import { type Note, note, type Place } from './notes.ts';

/** The instances of one VRID on both nodes. */
export type InstancePair = readonly [Instance, Instance];

/** What the two sides of a router are compared by: text for people, made of the setting. */
interface Side {
  instance: Instance;
  conf: KeepalivedConf;
}

const aspects: Record<string, (side: Side) => string> = {
  virtual_ipaddress: ({ instance }) => list(instance.vips),
  virtual_ipaddress_excluded: ({ instance }) => list(instance.excludedVips),
  nopreempt: ({ instance }) => String(instance.noPreempt !== undefined),
  preempt_delay: ({ instance }) => `${instance.preemptDelayMs?.value ?? 0} ms`,
  use_vmac: ({ instance }) => String(instance.vmac !== undefined),
  accept: (side) => String(accepts(side)),
  unicast_peer: ({ instance }) => (instance.unicastPeers.length > 0 ? 'unicast' : 'multicast'),
  auth_pass: ({ instance }) =>
    instance.authPass ? `of ${instance.authPass.value.length} characters` : 'none',
  v3_checksum_as_v2: ({ instance, conf }) => String(checksumAsV2(instance, conf.globals)),
  vrrp_sync_group: ({ instance, conf }) => groupOf(instance, conf)?.name ?? 'none',
  notify: ({ instance }) => JSON.stringify(Object.values(instance.notify).map(({ value }) => value)),
};

export function importRouter(
  pair: InstancePair,
  confs: readonly [KeepalivedConf, KeepalivedConf],
  names: readonly [string, string],
  notes: Note[],
) {
  const [first, second] = pair;
  const sides = [
    { instance: first, conf: confs[0] },
    { instance: second, conf: confs[1] },
  ] as const;
  for (const [what, text] of Object.entries(aspects)) {
    const [mine, other] = [text(sides[0]), text(sides[1])];
    if (mine !== other) notes.push(note('differs', { what, first: mine, second: other }, second.place));
  }
  for (const { instance, conf } of sides) noteWhatIsLost(instance, conf, notes);
  const priority = (instance: Instance) => instance.priority?.value ?? instanceDefaults.priority;
  const group = groupOf(first, confs[0]);
  const notify = importNotify(first, confs[0], notes);
  const hasPassword = first.authType?.value !== 'AH' && versionOf(first, confs[0].globals) === 2;
  const authPass = hasPassword ? first.authPass?.value.slice(0, 8) : undefined;
  return {
    vrid: first.vrid?.value ?? 0,
    vips: onItsInterface(first.vips, sides[0], notes),
    priorities: { [names[0]]: priority(first), [names[1]]: priority(second) },
    preempt: first.noPreempt === undefined,
    preemptDelayMs: Math.round(first.preemptDelayMs?.value ?? 0),
    vmac: first.vmac !== undefined,
    accept: accepts(sides[0]),
    ...(authPass === undefined ? {} : { authPass }),
    checksumForm: checksumAsV2(first, confs[0].globals) ? 'message-only' : 'pseudo-header',
    excludedVips: onItsInterface(first.excludedVips, sides[0], notes),
    ...(group ? { syncGroup: group.name } : {}),
    ...(notify ? { notify } : {}),
    transport: first.unicastPeers.length > 0 ? 'unicast' : 'multicast',
  };
}

/** Without those that keepalived puts on another interface: here they would be on the wrong wire. */
function onItsInterface(addresses: readonly Address[], { instance, conf }: Side, notes: Note[]): string[] {
  const own = instance.interface?.value ?? conf.globals.defaultInterface?.value;
  return addresses.flatMap(({ cidr, options, place }) => {
    const device = deviceOf(options);
    if (device === undefined || device === own) return [cidr];
    notes.push(note('left-out', { what: cidr, detail: `dev ${device}` }, place));
    return [];
  });
}

function deviceOf(options: readonly string[]): string | undefined {
  const at = options.indexOf('dev');
  return at < 0 ? undefined : options[at + 1];
}

const list = (addresses: readonly Address[]) => addresses.map(({ cidr }) => cidr).join(' ');

const accepts = ({ instance, conf }: Side) => instance.accept?.value ?? !isStrict(instance, conf.globals);

function noteWhatIsLost(instance: Instance, { globals }: KeepalivedConf, notes: Note[]): void {
  const lost = (what: string, place: Place) => notes.push(note('not-carried', { what }, place));
  for (const { options, place } of [...instance.vips, ...instance.excludedVips])
    if (options.length > 0) lost(options.join(' '), place);
  if (isStrict(instance, globals))
    lost('vrrp_strict', instance.strict?.place ?? globals.strict?.place ?? instance.place);
  if (instance.authType?.value === 'AH') lost('auth_type AH', instance.authType.place);
  if (instance.authPass && versionOf(instance, globals) === 3)
    lost('authentication of version 3', instance.authPass.place);
  if (instance.unicastPeers.length > 1) lost('unicast_peer beyond the first', instance.place);
}

function importNotify({ notify }: Instance, { globals }: KeepalivedConf, notes: Note[]) {
  const settings = Object.entries(notify);
  const [first] = settings;
  if (!first) return undefined;
  const userOf = (own: string | undefined) => own ?? globals.scriptUser?.value ?? 'root';
  const user = userOf(first[1].value.user);
  for (const [event, { value, place }] of settings)
    if (userOf(value.user) !== user)
      notes.push(note('not-carried', { what: `notify_${event} ${value.user}` }, place));
  return { ...Object.fromEntries(settings.map(([event, { value }]) => [event, value.command])), user };
}
