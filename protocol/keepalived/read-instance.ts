import { isAddress } from '../wire/address.ts';
import type { Address, Instance, NotifyCommand, NotifyEvent, Setting } from './model.ts';
import { type Note, note } from './notes.ts';
import { readGarp } from './read-garp.ts';
import { noTracks, readTracks, trackKinds } from './read-tracks.ts';
import {
  address,
  assign,
  flag,
  integer,
  isAddressWord,
  seconds,
  text,
  unread,
  version,
  wrong,
} from './read-values.ts';
import type { Statement } from './tree.ts';
import { splitCommand, splitQuoted } from './words.ts';

type Reader = (statement: Statement, instance: Instance, notes: Note[]) => void;

const readers: Record<string, Reader> = {
  state: (statement, instance, notes) => {
    const [, value] = statement.words;
    if (value !== 'MASTER' && value !== 'BACKUP') wrong(statement, notes);
    else instance.state = { value, place: statement.place };
  },
  interface: (statement, instance, notes) => assign(instance, 'interface', text(statement, notes)),
  virtual_router_id: (statement, instance, notes) =>
    assign(instance, 'vrid', integer(statement, notes, 1, 255)),
  priority: (statement, instance, notes) => assign(instance, 'priority', integer(statement, notes, 1, 255)),
  advert_int: (statement, instance, notes) =>
    assign(instance, 'advertIntervalMs', seconds(statement, notes, 0.01, 255)),
  version: (statement, instance, notes) => assign(instance, 'version', version(statement, notes)),
  virtual_ipaddress: (statement, instance, notes) => readVips(statement, instance, notes),
  virtual_ipaddress_excluded: (statement, instance, notes) =>
    instance.excludedVips.push(...readAddresses(statement, notes)),
  nopreempt: ({ place }, instance) => assign(instance, 'noPreempt', { value: true, place }),
  preempt: () => {},
  preempt_delay: (statement, instance, notes) =>
    assign(instance, 'preemptDelayMs', seconds(statement, notes, 0, 1000)),
  unicast_src_ip: (statement, instance, notes) =>
    assign(instance, 'unicastSource', address(statement, notes)),
  unicast_peer: ({ block }, instance, notes) => {
    for (const statement of block ?? []) {
      const { words, place } = statement;
      if (!isAddressWord(words[0] ?? '', 'unicast_peer', statement, notes)) continue;
      instance.unicastPeers.push({ value: words[0] ?? '', place });
      if (words.length > 1) notes.push(note('not-carried', { what: words.slice(1).join(' ') }, place));
    }
  },
  authentication: ({ block }, instance, notes) => {
    for (const statement of block ?? []) {
      const [keyword] = statement.words;
      if (keyword === 'auth_type') assign(instance, 'authType', text(statement, notes));
      else if (keyword === 'auth_pass') assign(instance, 'authPass', text(statement, notes));
      else unread(statement, 'authentication', notes);
    }
  },
  use_vmac: ({ place, words }, instance, notes) => {
    instance.vmac = { value: true, place };
    if (words.length > 1) notes.push(note('not-carried', { what: words.join(' ') }, place));
  },
  // With unicast, keepalived demands it beside use_vmac.
  vmac_xmit_base: () => {},
  accept: ({ place }, instance) => assign(instance, 'accept', { value: true, place }),
  no_accept: ({ place }, instance) => assign(instance, 'accept', { value: false, place }),
  strict_mode: (statement, instance, notes) => assign(instance, 'strict', flag(statement, notes)),
  v3_checksum_as_v2: (statement, instance, notes) => assign(instance, 'checksumAsV2', flag(statement, notes)),
  ...notifyReaders(),
};

export function readInstance({ words, place, block }: Statement, notes: Note[]): Instance {
  const instance: Instance = {
    name: words[1] ?? '',
    place,
    vips: [],
    excludedVips: [],
    unicastPeers: [],
    tracks: noTracks(),
    notify: {},
    garp: {},
  };
  for (const statement of block ?? []) {
    const keyword = statement.words[0] ?? '';
    const kind = Object.hasOwn(trackKinds, keyword) ? trackKinds[keyword] : undefined;
    if (kind) instance.tracks[kind].push(...readTracks(statement, notes));
    else if (Object.hasOwn(readers, keyword)) readers[keyword]?.(statement, instance, notes);
    else if (!readGarp(statement, 'garp_master_', instance.garp, notes))
      unread(statement, 'vrrp_instance', notes);
  }
  return instance;
}

/** Of one family, that of the first: as keepalived, which leaves the others out. */
function readVips(statement: Statement, instance: Instance, notes: Note[]): void {
  for (const address of readAddresses(statement, notes)) {
    const [first = address] = instance.vips;
    if (first.cidr.includes(':') === address.cidr.includes(':')) instance.vips.push(address);
    else {
      const keyword = statement.words[0] ?? '';
      notes.push(note('family-differs', { keyword, value: address.cidr }, address.place));
    }
  }
}

/** What is none is noted and left out, as keepalived leaves it out. */
function readAddresses({ block, words: [keyword = ''] }: Statement, notes: Note[]): Address[] {
  return (block ?? []).flatMap((statement) => {
    const [word = '', ...options] = statement.words;
    const [text = '', prefix, ...more] = word.split('/');
    const longest = text.includes(':') ? 128 : 32;
    const isPrefix = prefix === undefined || (/^(0|[1-9]\d*)$/.test(prefix) && Number(prefix) <= longest);
    if (!isPrefix || more.length > 0 || !isAddress(text)) {
      notes.push(note('address-wrong', { keyword, value: word }, statement.place));
      return [];
    }
    return [{ cidr: `${text}/${prefix ?? longest}`, place: statement.place, options }];
  });
}

function notifyReaders(): Record<string, Reader> {
  const events: NotifyEvent[] = ['master', 'backup', 'fault', 'stop'];
  return Object.fromEntries(
    events.map((event) => [
      `notify_${event}`,
      (statement: Statement, instance: Instance, notes: Note[]) => {
        const command = readNotify(statement, notes);
        if (command) instance.notify[event] = command;
      },
    ]),
  );
}

/** `notify_master "PROGRAM ARGUMENTS" [USER [GROUP]]` */
function readNotify(statement: Statement, notes: Note[]): Setting<NotifyCommand> | undefined {
  const [script, user] = splitQuoted(statement.rest) ?? [];
  const command = script === undefined ? undefined : splitCommand(script);
  if (!command || command.length === 0) return wrong(statement, notes);
  return { value: { command, ...(user === undefined ? {} : { user }) }, place: statement.place };
}
