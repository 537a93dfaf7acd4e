import type { HostFacts, HostLink, HostProgram } from '../../../protocol/contract/host-facts.ts';
import type { LabNode } from '../../../protocol/lab/schema.ts';
import { type Command, exitStatus, type Options, required, UsageError } from '../command.ts';
import { hostAndPort } from '../host-and-port.ts';
import { visibleField } from '../terminal.ts';

/** Logs in as ssh would by itself, unless a key file or a variable with the password is named. */
export const inspect: Command = async (context) => {
  const text = required(context, 0, '[USER@]HOST[:PORT]');
  const at = text.lastIndexOf('@');
  const user = at < 0 ? 'root' : text.slice(0, at);
  const auth = authOf(context.options);
  const target = { ...hostAndPort(text.slice(at + 1)), user, auth };
  const facts = await context.client.call('hosts.inspect', target);
  context.print(facts, textOf(facts).map(visibleField).join('\n'));
  return exitStatus.done;
};

function authOf({ key, 'password-env': env }: Options): LabNode['auth'] {
  if (key !== undefined && env !== undefined) throw new UsageError('--key or --password-env, not both');
  if (key !== undefined) return { kind: 'key', path: key };
  return env === undefined ? { kind: 'agent' } : { kind: 'password', env };
}

function textOf(facts: HostFacts): string[] {
  const { hostname, distribution, kernel, machine, libc, init, asRoot } = facts;
  const system = [distribution, `kernel ${kernel}`, machine, libc || 'no known C library', init];
  return [
    `${hostname}: ${system.join(', ')}`,
    ...facts.interfaces.map(linkText),
    ...facts.programs.map(programText),
    `listens on: ${facts.listening.join(' ') || '-'}`,
    ...(asRoot
      ? []
      : ['Not root: which program a socket belongs to, and some configurations, cannot be seen.']),
  ];
}

function linkText({ name, mac, up, carrier, addresses }: HostLink): string {
  const state = up ? (carrier === false ? 'no carrier' : 'up') : 'down';
  return `  ${name}: ${[state, mac, ...addresses].filter(Boolean).join(' ')}`;
}

function programText(program: HostProgram): string {
  const { name, version, running, enabled, listens, configuration, vrids, addresses, held } = program;
  const told = [
    running ? 'runs' : 'does not run',
    enabled === null ? null : enabled ? 'starts at boot' : 'does not start at boot',
    listens.length > 0 ? `listens on ${listens.join(' ')}` : null,
    vrids.length > 0 ? `VRID ${vrids.join(', ')}` : null,
    addresses.length > 0 ? `addresses ${addresses.join(', ')}` : null,
    held.length > 0 ? `holds ${held.join(', ')}` : null,
    configuration === 'unreadable' ? 'its configuration cannot be read as this user' : null,
  ];
  return `  ${[name, version].filter(Boolean).join(' ')}: ${told.filter(Boolean).join('; ')}`;
}
