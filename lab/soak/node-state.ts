import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Segment } from '../segment/segment.ts';
import type { NodeName } from './history.ts';

const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '');

/** What a program could leave behind on a node: interfaces, addresses, routes, packet filters, settings. */
export function nodeState(segment: Segment, node: NodeName): Set<string> {
  const { namespace } = segment.station(node);
  const rules = execFileSync('nsenter', [`--net=/run/netns/${namespace.name}`, 'nft', 'list', 'ruleset'], {
    encoding: 'utf8',
  });
  const settings = namespace.run(() =>
    ['/proc/sys/net/ipv4/conf', '/proc/sys/net/ipv6/conf'].flatMap(readAll),
  );
  return new Set([
    ...lines(namespace.ip('-o', 'link', 'show')),
    // Lifetimes are not state.
    ...lines(namespace.ip('-o', 'address', 'show')).map((line) => line.replace(/\\.*$/, '')),
    ...lines(namespace.ip('route', 'show', 'table', 'all')),
    ...lines(namespace.ip('-6', 'route', 'show', 'table', 'all')),
    ...lines(rules),
    ...settings,
  ]);
}

/** What is there once and not the other time. */
export function differences(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [
    ...[...before].filter((line) => !after.has(line)).map((line) => `gone: ${line}`),
    ...[...after].filter((line) => !before.has(line)).map((line) => `left behind: ${line}`),
  ];
}

function readAll(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return readAll(path);
    try {
      return [`${path} = ${readFileSync(path, 'utf8').trim()}`];
    } catch {
      // Some, like stable_secret, cannot be read until they are set.
      return [];
    }
  });
}
