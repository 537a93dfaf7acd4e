import { checkSchema } from '../lab/checks.ts';
import { readHttpCommand, readProcessCommand, readTcpCommand } from './check-commands.ts';
import type { InstancePair } from './import-router.ts';
import {
  groupOf,
  type Instance,
  type KeepalivedConf,
  type ProcessCheck,
  type ScriptCheck,
  type TrackReference,
  type Tracks,
} from './model.ts';
import { type Note, note, type Place } from './notes.ts';

type Imported = Record<string, unknown> & { kind: string };

export interface PlacedCheck {
  check: Imported;
  place: Place;
}

/** The trackers of the first file, in the order of their blocks; those of the second are compared with them. */
export function importChecks(
  confs: readonly [KeepalivedConf, KeepalivedConf],
  pairs: readonly InstancePair[],
  notes: Note[],
): PlacedCheck[] {
  const [mine, other] = confs.map((conf, side) =>
    checksOf(
      conf,
      pairs.map((pair) => pair[side] as Instance),
      side === 0 ? notes : [],
    ),
  ) as [Map<string, PlacedCheck>, Map<string, PlacedCheck>];
  for (const name of new Set([...mine.keys(), ...other.keys()])) {
    const texts = [mine, other].map((checks) => JSON.stringify(checks.get(name)?.check));
    const place = (other.get(name) ?? mine.get(name))?.place;
    const [first, second] = texts;
    if (first === undefined || second === undefined) notes.push(note('one-sided', { what: name }, place));
    else if (first !== second) notes.push(note('differs', { what: name, first, second }, place));
  }
  return [...mine.values()];
}

function checksOf(
  conf: KeepalivedConf,
  instances: readonly Instance[],
  notes: Note[],
): Map<string, PlacedCheck> {
  const checks = new Map<string, PlacedCheck>();
  const take = (
    kind: keyof Tracks,
    name: string,
    make: (reference: TrackReference) => Imported | undefined,
    place?: Place,
  ) => {
    const reference = referenceTo(kind, name, conf, instances, notes);
    const check = reference && make(reference);
    if (!check) return;
    const at = place ?? reference.place;
    const [issue] = checkSchema.safeParse(check).error?.issues ?? [];
    if (issue)
      notes.push(note('left-out', { what: name, detail: `${issue.path.join('.')}: ${issue.message}` }, at));
    else {
      checks.set(name, { check, place: at });
      noteIgnoredWeight(kind, check, name, conf, instances, notes);
    }
  };
  for (const script of conf.scripts)
    take('script', script.name, (reference) => importScript(script, reference, conf, notes), script.place);
  for (const process of conf.processes)
    take('process', process.name, (reference) => importProcess(process, reference, notes), process.place);
  for (const name of new Set(instances.flatMap(({ tracks }) => tracks.interface.map(({ name }) => name))))
    take('interface', name, ({ weight = 0 }) => ({ kind: 'interface', interface: name, weight }));
  return checks;
}

/** How a tracker is referred to; a sync group's trackers count for its members. Undefined where nobody tracks it. */
function referenceTo(
  kind: keyof Tracks,
  name: string,
  conf: KeepalivedConf,
  instances: readonly Instance[],
  notes: Note[],
): TrackReference | undefined {
  const find = ({ tracks }: { tracks: Tracks }) => tracks[kind].find((track) => track.name === name);
  const found = instances.map((instance) => {
    const group = groupOf(instance, conf);
    return find(instance) ?? (group && find(group));
  });
  const reference = found.find((one) => one !== undefined);
  if (!reference) return undefined;
  for (const [index, one] of found.entries()) {
    const instance = instances[index] as Instance;
    if (!one) notes.push(note('tracked-partly', { name, instance: instance.name }, instance.place));
    else if (one.weight !== reference.weight)
      notes.push(note('not-carried', { what: `weight ${one.weight}` }, one.place));
  }
  if (reference.reverse) return leftOut(name, reference.place, notes);
  return reference;
}

/** As lint has it (`sync-weight`): a weight counts where the group itself tracks, not where a member of it does. */
function noteIgnoredWeight(
  kind: keyof Tracks,
  { weight }: Imported,
  name: string,
  conf: KeepalivedConf,
  instances: readonly Instance[],
  notes: Note[],
): void {
  if (typeof weight !== 'number' || weight === 0) return;
  for (const instance of instances) {
    const group = groupOf(instance, conf);
    const own = instance.tracks[kind].find((track) => track.name === name);
    if (!group || !own) continue;
    notes.push(note('sync-weight-ignored', { name, weight, group: group.name }, own.place));
    return;
  }
}

/** A check whose result counts the other way round. */
function leftOut(name: string, place: Place, notes: Note[]): undefined {
  notes.push(note('left-out', { what: name, detail: 'reverse' }, place));
}

function importScript(
  script: ScriptCheck,
  reference: TrackReference,
  { globals }: KeepalivedConf,
  notes: Note[],
): Imported | undefined {
  const { name, place } = script;
  if (!script.command) return undefined;
  if (script.reverse) return leftOut(name, script.weight?.place ?? place, notes);
  const command = script.command.value;
  const process = readProcessCommand(command);
  if (process)
    notes.push(
      note('became-process', { what: name, command: command.join(' '), process: process.process }, place),
    );
  const known = process ?? readHttpCommand(command) ?? readTcpCommand(command);
  const user = script.user?.value ?? globals.scriptUser?.value;
  if (!known && user === undefined) notes.push(note('placeholder', { what: 'user', value: 'root' }, place));
  const intervalMs = atLeast10(script.intervalMs?.value ?? 1000);
  return {
    ...(known ?? { kind: 'script', command, user: user ?? 'root' }),
    name,
    intervalMs,
    timeoutMs: script.timeoutMs ? atLeast10(script.timeoutMs.value) : intervalMs,
    rise: Math.min(255, script.rise?.value ?? 1),
    fall: Math.min(255, script.fall?.value ?? 1),
    weight: reference.weight ?? script.weight?.value ?? 0,
    startsFailing: script.initFail !== undefined,
  };
}

function importProcess(
  process: ProcessCheck,
  reference: TrackReference,
  notes: Note[],
): Imported | undefined {
  if (!process.process) return undefined;
  const [program = '', ...parameters] = process.process.value;
  if (parameters.length > 0)
    notes.push(note('not-carried', { what: parameters.join(' ') }, process.process.place));
  if (process.reverse) return leftOut(process.name, process.weight?.place ?? process.place, notes);
  const weight = reference.weight ?? process.weight?.value ?? 0;
  return {
    kind: 'process',
    name: process.name,
    process: program,
    minimum: process.quorum?.value ?? 1,
    weight,
  };
}

/** The shortest time that a lab has. */
const atLeast10 = (milliseconds: number) => Math.max(10, Math.round(milliseconds));
