import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { fail } from '../../protocol/contract/problem.ts';
import {
  hostsMatch,
  type KnownHostsLine,
  nameInKnownHosts,
  parseKnownHostsLine,
} from './known-hosts-line.ts';

/** An entry of a known_hosts file that is about the host in question. */
export interface KnownHostsEntry extends KnownHostsLine {
  /** `known_hosts:12`, for people. */
  place: string;
}

/** Where ssh looks when no configuration says otherwise (ssh_config(5), UserKnownHostsFile, GlobalKnownHostsFile). */
export function defaultKnownHostsFiles(): string[] {
  const own = `${homedir()}/.ssh/known_hosts`;
  return [own, `${own}2`, '/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];
}

const largestFile = 16 * 1024 * 1024;

/**
 * What the user's known_hosts files say of a host. They are read, never written. A file that is not there, or that is no
 * file (`/dev/null`), says nothing. Throws request.invalid where one is there and cannot be read: a revoked key might
 * stand in it.
 */
export function readKnownHosts(files: readonly string[], host: string, port: number): KnownHostsEntry[] {
  const name = nameInKnownHosts(host, port);
  return files.flatMap((file) =>
    textOf(file)
      .split('\n')
      .flatMap((line, index) => {
        const entry = parseKnownHostsLine(line);
        if (!entry || !hostsMatch(entry.hosts, name)) return [];
        return [{ ...entry, place: `${basename(file)}:${index + 1}` }];
      }),
  );
}

function textOf(file: string): string {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return '';
    if (stat.size > largestFile) throw new Error(`larger than ${largestFile} bytes`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw fail('request.invalid', { detail: `${file} cannot be read` }, error);
  }
}
