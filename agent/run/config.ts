import { readFileSync } from 'node:fs';
import { fail } from '../../protocol/contract/problem.ts';
import { type AgentConfig, agentConfigSchema } from '../../protocol/control/agent-config.ts';
import { lineOfSyntaxError } from '../../protocol/lab/json-place.ts';
import { nameChecks, sharedName } from '../../protocol/lab/name-checks.ts';
import { addressBreaches, intervalBreaches, isIpv6 } from '../../protocol/lab/router-rules.ts';
import { inspectCommand } from '../track/command/inspect-command.ts';
import { routerKey } from './config-change.ts';
import { placeOf, withPath } from './config-place.ts';
import { addressKey, vipEntries } from './router-vips.ts';
import { macvlanName } from './vmac.ts';

/** @throws ProblemError agent.config-invalid, naming the field */
export function readConfig(file: string): AgentConfig {
  let text: string;
  try {
    // Some editors begin a file with a byte order mark, which a reader may leave out (RFC 8259, 8.1).
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw fail('agent.config-invalid', { path: file, detail: 'the file cannot be read' }, error);
  }
  return parseConfig(text, file);
}

/** @throws ProblemError agent.config-invalid, naming the field */
export function parseConfig(text: string, file: string): AgentConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const line = lineOfSyntaxError(text, error);
    throw fail('agent.config-invalid', { path: at(file, line), detail: 'it is not JSON' }, error);
  }
  const parsed = agentConfigSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    throw invalid(placeOf(path, text, file), issue?.message ?? 'it does not fit');
  }
  try {
    checkRouters(parsed.data);
    checkCommands(parsed.data);
  } catch (error) {
    throw withPath(error, (path) => placeOf(path.split('.'), text, file));
  }
  return parsed.data;
}

function at(file: string, line: number | null): string {
  return line === null ? file : `${file}:${line}`;
}

function invalid(path: string, detail: string) {
  return fail('agent.config-invalid', { path, detail });
}

/** What the fields do not say one by one. */
function checkRouters(config: AgentConfig): void {
  const seen = new Set<string>();
  const macvlans = new Set<string>();
  const owners = new Map<string, string>();
  for (const [index, router] of config.virtualRouters.entries()) {
    const path = `virtualRouters.${index}`;
    const family = isIpv6(router.vips[0] ?? '') ? 'IPv6' : 'IPv4';
    const key = routerKey(router);
    if (seen.has(key))
      throw invalid(`${path}.vrid`, `VRID ${router.vrid} is twice on ${router.interface} for ${family}`);
    seen.add(key);
    const macvlan = macvlanName(router.vrid, family === 'IPv6' ? 6 : 4);
    if (router.vmac && macvlans.has(macvlan))
      throw invalid(`${path}.vmac`, `VRID ${router.vrid} has a virtual MAC address on one interface only`);
    if (router.vmac) macvlans.add(macvlan);
    const [breach] = [...intervalBreaches(router), ...addressBreaches(router)];
    if (breach) throw invalid(`${path}.${breach.path.join('.')}`, breach.message);
    for (const { address } of vipEntries(router)) {
      const key = addressKey(address, router.interface);
      const other = owners.get(key);
      if (other !== undefined) throw invalid(`${path}.vips`, `${address} is in ${other} too`);
      owners.set(key, path);
    }
    for (const name of router.track)
      if (!nameChecks(config.checks).some((check) => check.name === name))
        throw invalid(`${path}.track`, `there is no check ${name}`);
  }
}

/** Checks have names of their own, and what is to be run can be run, and by nobody else's will. */
function checkCommands(config: AgentConfig): void {
  const shared = sharedName(config.checks);
  if (shared !== null) throw invalid('checks', `two checks are called ${shared}`);
  for (const [index, check] of config.checks.entries())
    if (check.kind === 'script') refuse(`checks.${index}.command`, check.command, check.user);
  for (const [index, { notify }] of config.virtualRouters.entries())
    for (const state of ['master', 'backup', 'fault', 'stop'] as const) {
      const command = notify?.[state];
      if (command) refuse(`virtualRouters.${index}.notify.${state}`, command, notify.user);
    }
}

function refuse(path: string, command: readonly string[], user: string): void {
  const objection = inspectCommand(command, user);
  if (objection !== null) throw invalid(path, objection);
}
