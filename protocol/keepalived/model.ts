import type { Note, Place } from './notes.ts';

/** What keepalived.conf says about VRRP. What a file does not say is absent; nothing is filled in. Times are milliseconds. */
export interface Setting<T> {
  value: T;
  place: Place;
}

export interface Globals {
  routerId?: Setting<string>;
  vrrpVersion?: Setting<2 | 3>;
  strict?: Setting<boolean>;
  checksumAsV2?: Setting<boolean>;
  scriptUser?: Setting<string>;
  defaultInterface?: Setting<string>;
  startupDelayMs?: Setting<number>;
  garpIntervalMs?: Setting<number>;
  garp: GarpSettings;
}

export interface GarpSettings {
  repeat?: Setting<number>;
  delayMs?: Setting<number>;
  refreshMs?: Setting<number>;
  refreshRepeat?: Setting<number>;
}

export interface ScriptCheck {
  name: string;
  place: Place;
  /** Program and arguments. */
  command?: Setting<string[]>;
  intervalMs?: Setting<number>;
  timeoutMs?: Setting<number>;
  weight?: Setting<number>;
  reverse: boolean;
  rise?: Setting<number>;
  fall?: Setting<number>;
  user?: Setting<string>;
  initFail?: Setting<true>;
}

export interface ProcessCheck {
  name: string;
  place: Place;
  /** The program; parameters follow. */
  process?: Setting<string[]>;
  weight?: Setting<number>;
  reverse: boolean;
  quorum?: Setting<number>;
}

/** A line of track_script, track_process, track_interface, track_file or track_bfd. */
export interface TrackReference {
  name: string;
  place: Place;
  weight?: number;
  reverse: boolean;
}

export interface Address {
  /** With its prefix length; keepalived takes /32 or /128 where none is written. */
  cidr: string;
  place: Place;
  /** What follows: dev, label, scope and so on. */
  options: string[];
}

export interface NotifyCommand {
  command: string[];
  user?: string;
}

export type NotifyEvent = 'master' | 'backup' | 'fault' | 'stop';

export interface Tracks {
  script: TrackReference[];
  process: TrackReference[];
  interface: TrackReference[];
}

export interface Instance {
  name: string;
  place: Place;
  state?: Setting<'MASTER' | 'BACKUP'>;
  interface?: Setting<string>;
  vrid?: Setting<number>;
  priority?: Setting<number>;
  advertIntervalMs?: Setting<number>;
  version?: Setting<2 | 3>;
  vips: Address[];
  excludedVips: Address[];
  noPreempt?: Setting<true>;
  preemptDelayMs?: Setting<number>;
  unicastSource?: Setting<string>;
  unicastPeers: Setting<string>[];
  authType?: Setting<string>;
  authPass?: Setting<string>;
  vmac?: Setting<true>;
  accept?: Setting<boolean>;
  strict?: Setting<boolean>;
  checksumAsV2?: Setting<boolean>;
  tracks: Tracks;
  notify: Partial<Record<NotifyEvent, Setting<NotifyCommand>>>;
  garp: GarpSettings;
}

export interface SyncGroup {
  name: string;
  place: Place;
  members: Setting<string>[];
  tracks: Tracks;
}

export interface KeepalivedConf {
  globals: Globals;
  instances: Instance[];
  syncGroups: SyncGroup[];
  scripts: ScriptCheck[];
  processes: ProcessCheck[];
  notes: Note[];
}

/** keepalived's own defaults. */
export const instanceDefaults = { priority: 100, advertIntervalMs: 1000 } as const;

export function isIpv6Instance({ vips }: Pick<Instance, 'vips'>): boolean {
  return vips[0]?.cidr.includes(':') ?? false;
}

/** IPv6 is always version 3. */
export function versionOf(instance: Instance, globals: Globals): 2 | 3 {
  if (isIpv6Instance(instance)) return 3;
  return instance.version?.value ?? globals.vrrpVersion?.value ?? 2;
}

export function isStrict(instance: Instance, globals: Globals): boolean {
  return instance.strict?.value ?? globals.strict?.value ?? false;
}

export function checksumAsV2(instance: Instance, globals: Globals): boolean {
  return instance.checksumAsV2?.value ?? globals.checksumAsV2?.value ?? false;
}

/** The sync group that the instance is a member of. */
export const groupOf = ({ name }: Instance, { syncGroups }: KeepalivedConf): SyncGroup | undefined =>
  syncGroups.find(({ members }) => members.some(({ value }) => value === name));
