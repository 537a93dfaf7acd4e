import type { ConfFile, LineOptions } from './lines.ts';
import type { Globals, KeepalivedConf, ProcessCheck, ScriptCheck, SyncGroup } from './model.ts';
import { type Note, note } from './notes.ts';
import { readGarp } from './read-garp.ts';
import { readInstance } from './read-instance.ts';
import { noTracks, readTracks, trackKinds } from './read-tracks.ts';
import { assign, flag, integer, seconds, text, unread, version, weight, wrong } from './read-values.ts';
import { parseConf, type Statement } from './tree.ts';
import { splitCommand, splitQuoted } from './words.ts';

/** Longest time that keepalived keeps: a 32-bit count of microseconds. */
const MAX_SECONDS = 4294;

/** Reads the part of a configuration that is about VRRP; everything else is noted. Never throws. */
export function readConf(file: ConfFile, options: LineOptions = {}): KeepalivedConf {
  const { statements, notes } = parseConf(file, options);
  const conf: KeepalivedConf = {
    globals: { garp: {} },
    instances: [],
    syncGroups: [],
    scripts: [],
    processes: [],
    notes,
  };
  for (const statement of statements)
    switch (statement.words[0]) {
      case 'global_defs':
        readGlobals(statement, conf.globals, notes);
        break;
      case 'vrrp_instance':
        if (isNew(statement, conf.instances, notes)) conf.instances.push(readInstance(statement, notes));
        break;
      case 'vrrp_sync_group':
        if (isNew(statement, conf.syncGroups, notes)) conf.syncGroups.push(readSyncGroup(statement, notes));
        break;
      case 'vrrp_script':
        conf.scripts.push(readScript(statement, notes));
        break;
      case 'vrrp_track_process':
        conf.processes.push(readProcess(statement, notes));
        break;
      default:
        unread(statement, 'keepalived.conf', notes);
    }
  noteUnknownReferences(conf);
  return conf;
}

function isNew({ words, place }: Statement, known: readonly { name: string }[], notes: Note[]): boolean {
  const [keyword, name = ''] = words;
  const isTwice = known.some((one) => one.name === name);
  if (isTwice) notes.push(note('name-twice', { block: `${keyword} ${name}` }, place));
  return !isTwice;
}

function readGlobals({ block }: Statement, globals: Globals, notes: Note[]): void {
  for (const statement of block ?? [])
    switch (statement.words[0]) {
      case 'router_id':
        assign(globals, 'routerId', text(statement, notes));
        break;
      case 'vrrp_version':
        assign(globals, 'vrrpVersion', version(statement, notes));
        break;
      case 'vrrp_strict':
        assign(globals, 'strict', flag(statement, notes));
        break;
      case 'v3_checksum_as_v2':
        assign(globals, 'checksumAsV2', flag(statement, notes));
        break;
      case 'script_user':
        assign(globals, 'scriptUser', text(statement, notes));
        break;
      case 'default_interface':
        assign(globals, 'defaultInterface', text(statement, notes));
        break;
      case 'vrrp_startup_delay':
        assign(globals, 'startupDelayMs', seconds(statement, notes, 0, MAX_SECONDS));
        break;
      case 'vrrp_garp_interval':
        assign(globals, 'garpIntervalMs', seconds(statement, notes, 0, 1000));
        break;
      case 'enable_script_security':
        break;
      default:
        if (!readGarp(statement, 'vrrp_garp_master_', globals.garp, notes))
          unread(statement, 'global_defs', notes);
    }
}

function readScript({ words, place, block }: Statement, notes: Note[]): ScriptCheck {
  const script: ScriptCheck = { name: words[1] ?? '', place, reverse: false };
  for (const statement of block ?? [])
    switch (statement.words[0]) {
      case 'script': {
        const [line] = splitQuoted(statement.rest) ?? [];
        const value = line === undefined ? undefined : splitCommand(line);
        if (value && value.length > 0) script.command = { value, place: statement.place };
        else wrong(statement, notes);
        break;
      }
      case 'interval':
        assign(script, 'intervalMs', seconds(statement, notes, 0.001, MAX_SECONDS));
        break;
      case 'timeout':
        assign(script, 'timeoutMs', seconds(statement, notes, 0.001, MAX_SECONDS));
        break;
      case 'weight':
        readWeight(statement, script, notes);
        break;
      case 'rise':
        assign(script, 'rise', integer(statement, notes, 1, 0x7fffffff));
        break;
      case 'fall':
        assign(script, 'fall', integer(statement, notes, 1, 0x7fffffff));
        break;
      case 'user':
        assign(script, 'user', text(statement, notes));
        break;
      case 'init_fail':
        script.initFail = { value: true, place: statement.place };
        break;
      default:
        unread(statement, 'vrrp_script', notes);
    }
  return script;
}

function readProcess({ words, place, block }: Statement, notes: Note[]): ProcessCheck {
  const process: ProcessCheck = { name: words[1] ?? '', place, reverse: false };
  for (const statement of block ?? [])
    switch (statement.words[0]) {
      case 'process':
        if (statement.words.length > 1)
          process.process = { value: statement.words.slice(1), place: statement.place };
        else wrong(statement, notes);
        break;
      case 'weight':
        readWeight(statement, process, notes);
        break;
      case 'quorum':
        assign(process, 'quorum', integer(statement, notes, 0, 65_535));
        break;
      default:
        unread(statement, 'vrrp_track_process', notes);
    }
  return process;
}

function readWeight(statement: Statement, check: ScriptCheck | ProcessCheck, notes: Note[]): void {
  const read = weight(statement, notes);
  if (!read) return;
  check.weight = { value: read.weight, place: statement.place };
  check.reverse = read.reverse;
}

function readSyncGroup({ words, place, block }: Statement, notes: Note[]): SyncGroup {
  const group: SyncGroup = { name: words[1] ?? '', place, members: [], tracks: noTracks() };
  for (const statement of block ?? []) {
    const keyword = statement.words[0] ?? '';
    const kind = Object.hasOwn(trackKinds, keyword) ? trackKinds[keyword] : undefined;
    if (kind) group.tracks[kind].push(...readTracks(statement, notes));
    else if (keyword === 'group')
      for (const member of statement.block ?? [])
        for (const name of member.words) group.members.push({ value: name, place: member.place });
    else unread(statement, 'vrrp_sync_group', notes);
  }
  return group;
}

function noteUnknownReferences({ instances, syncGroups, scripts, processes, notes }: KeepalivedConf): void {
  const expect = (
    keyword: string,
    known: readonly { name: string }[],
    name: string,
    place: Note['place'],
  ) => {
    if (!known.some((one) => one.name === name))
      notes.push(note('reference-unknown', { keyword, name }, place));
  };
  for (const { tracks } of [...instances, ...syncGroups]) {
    for (const { name, place } of tracks.script) expect('track_script', scripts, name, place);
    for (const { name, place } of tracks.process) expect('track_process', processes, name, place);
  }
  for (const { members } of syncGroups)
    for (const { value, place } of members) expect('group', instances, value, place);
}
