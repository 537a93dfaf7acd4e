import { fail } from '../contract/problem.ts';
import { type Lab, labSchema } from '../lab/schema.ts';
import { importChecks } from './import-checks.ts';
import { importNodes } from './import-nodes.ts';
import { describeInstances, placeOfField } from './import-places.ts';
import { type InstancePair, importRouter } from './import-router.ts';
import {
  type GarpSettings,
  type Instance,
  instanceDefaults,
  type KeepalivedConf,
  versionOf,
} from './model.ts';
import { type Note, note, type Place, placeText } from './notes.ts';

export type ConfPair = readonly [KeepalivedConf, KeepalivedConf];

/**
 * A lab of two nodes' configurations. Where they differ the first one counts, and a note says so.
 * @throws keepalived.import-invalid where they hold no virtual router in common, or what no lab can hold
 */
export function importLab(confs: ConfPair, labName: string): { lab: Lab; notes: Note[] } {
  const notes: Note[] = confs.flatMap((conf) => conf.notes);
  const pairs = onOneInterface(pairInstances(confs, notes), confs, notes);
  const [first] = pairs;
  if (!first)
    throw fail('keepalived.import-invalid', {
      detail: `no virtual_router_id stands in both files (${describeInstances(confs)})`,
    });
  const nodes = importNodes(confs, [first, ...pairs.slice(1)], notes);
  const names = [nodes[0].name, nodes[1].name] as const;
  const virtualRouters = pairs.map((pair) => importRouter(pair, confs, names, notes));
  const version = versionOf(first[0], confs[0].globals);
  const intervalMs = (pair: InstancePair) =>
    pair.map((instance) => instance.advertIntervalMs?.value ?? instanceDefaults.advertIntervalMs);
  const advertIntervalMs = wireInterval(version, first[0], notes);
  for (const pair of pairs)
    for (const [index, instance] of pair.entries()) {
      const own = versionOf(instance, (confs[index] as KeepalivedConf).globals);
      different('version', version, own, instance.place, notes);
      const place = instance.advertIntervalMs?.place ?? instance.place;
      different('advert_int', `${advertIntervalMs} ms`, `${intervalMs(pair)[index]} ms`, place, notes);
    }
  const preferred = new Set(
    virtualRouters.map(({ priorities }) => (priorities[names[0]] ?? 0) >= (priorities[names[1]] ?? 0)),
  );
  const checks = importChecks(confs, pairs, notes);
  const input = {
    name: labName,
    mode: preferred.size > 1 ? 'dual-master' : 'master-backup',
    vrrpVersion: version,
    advertIntervalMs,
    nodes,
    virtualRouters,
    checks: checks.map(({ check }) => check),
    garp: importGarp(confs, pairs, notes),
    startupDelayMs: confs[0].globals.startupDelayMs?.value ?? 0,
  };
  const parsed = labSchema.safeParse(input);
  if (parsed.success) return { lab: parsed.data, notes };
  const [issue] = parsed.error.issues;
  const places = checks.map(({ place }) => place);
  const place = placeOfField(issue?.path ?? [], pairs, places) ?? first[0].place;
  const detail = `${placeText(place)}: ${issue?.path.join('.')}: ${issue?.message}`;
  throw fail('keepalived.import-invalid', { detail });
}

/** Version 2 counts whole seconds, at least one: keepalived rounds. */
function wireInterval(version: 2 | 3, { advertIntervalMs: written }: Instance, notes: Note[]): number {
  const interval = written?.value ?? instanceDefaults.advertIntervalMs;
  if (version === 3 || interval % 1000 === 0) return interval;
  const rounded = Math.max(1000, Math.round(interval / 1000) * 1000);
  notes.push(note('rounded', { what: `advert_int ${interval} ms`, value: `${rounded} ms` }, written?.place));
  return rounded;
}

export function different(
  what: string,
  first: string | number,
  second: string | number,
  place: Place | undefined,
  notes: Note[],
): void {
  if (first !== second) notes.push(note('differs', { what, first, second }, place));
}

/** Instances of one VRID; keepalived allows a VRID once more for the other address family, a lab does not. */
function pairInstances([a, b]: ConfPair, notes: Note[]): InstancePair[] {
  const pairs = new Map<number, InstancePair>();
  const alone = (what: string, place: Place) => notes.push(note('one-sided', { what }, place));
  for (const instance of a.instances) {
    const vrid = instance.vrid?.value;
    const peer = b.instances.find((other) => other.vrid?.value === vrid);
    if (vrid === undefined || !peer) alone(`vrrp_instance ${instance.name}`, instance.place);
    else if (pairs.has(vrid))
      notes.push(note('not-carried', { what: `vrrp_instance ${instance.name}` }, instance.place));
    else pairs.set(vrid, [instance, peer]);
  }
  for (const instance of b.instances)
    if (![...pairs.values()].some(([, peer]) => peer === instance))
      alone(`vrrp_instance ${instance.name}`, instance.place);
  return [...pairs.values()];
}

/** A node of a lab has one interface, which is that of its first instance: what is elsewhere would get the wrong wire. */
function onOneInterface(pairs: InstancePair[], confs: ConfPair, notes: Note[]): InstancePair[] {
  const [first] = pairs;
  const nameOf = (instance: Instance, conf: KeepalivedConf) =>
    instance.interface?.value ?? conf.globals.defaultInterface?.value;
  return pairs.filter((pair) => {
    const elsewhere = pair.findIndex((instance, index) => {
      const conf = confs[index] as KeepalivedConf;
      return nameOf(instance, conf) !== nameOf(first?.[index] as Instance, conf);
    });
    const instance = pair[elsewhere];
    if (!instance) return true;
    const detail = `interface ${nameOf(instance, confs[elsewhere] as KeepalivedConf)}`;
    const what = `vrrp_instance ${instance.name}`;
    notes.push(note('left-out', { what, detail }, instance.interface?.place ?? instance.place));
    return false;
  });
}

/** An instance's own settings count only where all instances agree: a lab has one set. */
function importGarp([{ globals }]: ConfPair, pairs: readonly InstancePair[], notes: Note[]) {
  const keys = ['repeat', 'delayMs', 'refreshMs', 'refreshRepeat'] as const satisfies (keyof GarpSettings)[];
  const garp: Record<string, number> = {};
  for (const key of keys) {
    const settings = pairs.map(([instance]) => instance.garp[key] ?? globals.garp[key]);
    const [first] = settings;
    if (first) garp[key] = first.value;
    for (const setting of settings)
      if (setting && setting.value !== first?.value)
        notes.push(note('not-carried', { what: `garp ${key} ${setting.value}` }, setting.place));
  }
  if (globals.garpIntervalMs) garp.intervalMs = globals.garpIntervalMs.value;
  return garp;
}
