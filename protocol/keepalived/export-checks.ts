import type { Check } from '../lab/checks.ts';
import { type NamedCheck, nameChecks } from '../lab/name-checks.ts';
import { CURL, httpCommand, tcpCommand } from './check-commands.ts';
import { type ConfText, secondsText } from './conf-text.ts';
import { type ExportOptions, isOlder } from './export-options.ts';
import { type Note, note } from './notes.ts';

/** With its path in the lab, for notes. */
export type PlacedCheck = NamedCheck & { path: string };

export function placeChecks(checks: readonly Check[]): PlacedCheck[] {
  return nameChecks(checks).map((check, index) => ({ ...check, path: `checks.${index}` }));
}

export function writeChecks(
  conf: ConfText,
  checks: readonly PlacedCheck[],
  options: ExportOptions,
  notes: Note[],
): void {
  for (const check of checks)
    if (check.kind === 'process') writeProcess(conf, check, notes);
    else if (check.kind === 'interface') noteTimes(check, notes);
    else writeScript(conf, check, options, notes);
}

/** track_process and track_interface learn of changes from the kernel: no intervals, no counts. */
function noteTimes(check: PlacedCheck, notes: Note[]): void {
  const normal = { intervalMs: 1000, timeoutMs: 1000, rise: 1, fall: 1, startsFailing: false };
  for (const [field, value] of Object.entries(normal))
    if (check[field as keyof typeof normal] !== value)
      notes.push(note('not-expressible', { what: `${check.path}.${field}` }));
}

function writeProcess(conf: ConfText, check: PlacedCheck & { kind: 'process' }, notes: Note[]): void {
  conf.gap();
  conf.block(['vrrp_track_process', check.name], () => {
    conf.statement(`${check.path}.process`, 'process', check.process);
    if (check.minimum !== 1) conf.statement(check.path, 'quorum', check.minimum);
    if (check.weight !== 0) conf.statement(check.path, 'weight', check.weight);
  });
  noteTimes(check, notes);
}

function writeScript(
  conf: ConfText,
  check: PlacedCheck & { kind: 'http' | 'tcp' | 'script' },
  options: ExportOptions,
  notes: Note[],
): void {
  const { path } = check;
  const isScript = check.kind === 'script';
  const command = check.kind === 'http' ? httpCommand(check) : isScript ? check.command : tcpCommand(check);
  /** Fractions came with 2.3.2. */
  const time = (field: 'intervalMs' | 'timeoutMs') => {
    const what = `${path}.${field}`;
    const seconds = Math.ceil(check[field] / 1000);
    if (seconds * 1000 === check[field]) return seconds;
    if (!isOlder(options, 2, 3, 2)) {
      if (!options.version) notes.push(note('needs-version', { what, version: '2.3.2' }));
      return secondsText(check[field]);
    }
    notes.push(note('rounded', { what, value: `${seconds} s` }));
    return seconds;
  };
  conf.gap();
  conf.block(['vrrp_script', check.name], () => {
    conf.command(path, 'script', command);
    conf.statement(path, 'interval', time('intervalMs'));
    conf.statement(path, 'timeout', time('timeoutMs'));
    if (check.weight !== 0) conf.statement(path, 'weight', check.weight);
    conf.statement(path, 'rise', check.rise);
    conf.statement(path, 'fall', check.fall);
    conf.statement(path, 'user', isScript ? check.user : 'nobody');
    if (check.startsFailing) conf.statement(path, 'init_fail');
  });
  if (!isScript)
    notes.push(
      note('needs-program', { what: path, program: check.kind === 'http' ? CURL : (command[0] ?? '') }),
    );
}

/**
 * The blocks of one instance. The weight of a script or process stands in its own block. The members of a sync group
 * ignore weights, and keepalived refuses one of an interface there.
 */
export function writeTracks(
  conf: ConfText,
  checks: readonly PlacedCheck[],
  isGrouped: boolean,
  notes: Note[],
): void {
  const scripts = checks.filter(({ kind }) => kind !== 'process' && kind !== 'interface');
  const processes = checks.filter(({ kind }) => kind === 'process');
  const interfaces = checks.flatMap((check) => (check.kind === 'interface' ? [check] : []));
  if (isGrouped)
    for (const { weight, path } of checks)
      if (weight !== 0) notes.push(note('not-expressible', { what: `${path}.weight` }));
  const write = (keyword: string, names: readonly { name: string }[]) => {
    if (names.length === 0) return;
    conf.block([keyword], () => {
      for (const { name } of names) conf.statement('checks', name);
    });
  };
  write('track_script', scripts);
  write('track_process', processes);
  if (interfaces.length === 0) return;
  conf.block(['track_interface'], () => {
    for (const { interface: name, weight, path } of interfaces)
      conf.statement(path, '', name, ...(weight === 0 || isGrouped ? [] : ['weight', weight]));
  });
}
