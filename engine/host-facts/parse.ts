import {
  type HostFacts,
  type HostLink,
  type HostProgram,
  type HostProgramName,
  hostProgramNames,
} from '../../protocol/contract/host-facts.ts';
import { claimsOf } from './claims.ts';
import { programTable } from './program-table.ts';
import { parseSocket } from './socket.ts';
import { parseUnits } from './units.ts';

/** What `hostFactsScript` printed. Lines that are not known are passed over: a shell's start-up file may print. */
export function parseHostFacts(output: string): HostFacts {
  const lines = output.split('\n');
  const values = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const value = (key: string) => values(key)[0]?.trim() ?? '';
  const asRoot = value('uid') === '0';
  const interfaces = parseLinks(values('link'), values('address'));
  const sockets = values('socket').flatMap((line) => parseSocket(line) ?? []);
  return {
    hostname: value('hostname'),
    distribution: value('distribution') || 'unknown',
    kernel: value('kernel'),
    machine: value('machine'),
    bits: Number(value('bits')) || null,
    libc: value('libc'),
    init: value('init'),
    asRoot,
    interfaces,
    programs: parsePrograms(values, interfaces, sockets),
    listening: [...new Set(sockets.map(({ at }) => at))].sort(),
  };
}

/** `NAME FLAGS CARRIER MAC` of sysfs, and the lines of `ip -o addr`. */
function parseLinks(links: readonly string[], addresses: readonly string[]): HostLink[] {
  const placed = addresses.flatMap((line) => {
    const [, name, address] = /^\d+:\s+([^\s@]+)(?:@\S+)?\s+inet6?\s+(\S+)/.exec(line) ?? [];
    return name && address ? [{ name, address }] : [];
  });
  return links.map((line) => {
    const [name = '', flags = '', carrier = '', mac = ''] = line.trim().split(' ');
    return {
      name,
      mac: mac === '' || /^(00:)*00$/.test(mac) ? null : mac,
      up: (Number.parseInt(flags, 16) & 1) === 1,
      carrier: carrier === '-' ? null : carrier === '1',
      addresses: placed.filter((entry) => entry.name === name).map(({ address }) => address),
    };
  });
}

type Values = (key: string) => string[];
type Sockets = readonly NonNullable<ReturnType<typeof parseSocket>>[];

function parsePrograms(values: Values, interfaces: readonly HostLink[], sockets: Sockets): HostProgram[] {
  const units = parseUnits(values('unit').join('\n'));
  const services = new Map(values('openrc').map((line) => line.split(' ') as [string, string]));
  const processes = values('process').map((line) => line.trim().split(' '));
  const onHost = new Set(interfaces.flatMap((link) => link.addresses.map(withoutPrefix)));
  return hostProgramNames.flatMap((name) => {
    const { units: known, comm } = programTable[name];
    const installed = known.flatMap((unit) => units[unit] ?? []);
    const started = known.flatMap((unit) => services.get(unit) ?? []);
    const own = processes.filter(([process]) => process === (comm ?? name));
    const version = versionOf(name, values);
    if (version === undefined && installed.length === 0 && started.length === 0 && own.length === 0)
      return [];
    const understood = installed.length > 0 || started.length > 0;
    const ports = sockets.filter(
      ({ program, pid }) => program === comm || own.some((process) => process[1] === pid),
    );
    const claims = claimsOf[name]?.(
      name === 'ucarp' ? values(name).join('\n') : values(`file:${name}`).join('\n'),
    );
    const addresses = claims?.addresses ?? [];
    return {
      name,
      version: version ?? null,
      running: own.length > 0 || (comm === null && installed.some(({ active }) => active)),
      enabled: understood ? installed.some(({ enabled }) => enabled) || started.includes('enabled') : null,
      listens: [...new Set(ports.map(({ at }) => at))].sort(),
      configuration: configurationOf(name, values),
      vrids: claims?.vrids ?? [],
      addresses,
      held: addresses.filter((address) => onHost.has(withoutPrefix(address))),
    };
  });
}

const withoutPrefix = (address: string) => address.split('/')[0] ?? address;

/** Of a line that the program printed about itself, or of its package; undefined where there is neither. */
function versionOf(name: HostProgramName, values: Values): string | undefined {
  const said = values(`version:${name}`).find((line) => line !== '');
  if (said !== undefined) return /\d+(?:\.\d+)+/.exec(said)?.[0];
  return values('package')
    .map((line) => line.split(' '))
    .find(
      ([packageName]) => packageName !== undefined && programTable[name].units.includes(packageName),
    )?.[1];
}

function configurationOf(name: HostProgramName, values: Values): HostProgram['configuration'] {
  const line = values('configuration').find((entry) => entry.startsWith(`${name} `));
  if (line === undefined) return 'none';
  return line.endsWith(' read') ? 'read' : 'unreadable';
}
