import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hostFactsSchema } from '../../protocol/contract/host-facts.ts';
import { parseHostFacts } from './parse.ts';

/**
 * debian.txt is what the test bed’s nodes print; alpine.txt what busybox and musl print, with the programs’ own lines;
 * rocky.txt is put together from what its programs print.
 */
const factsOf = (name: string) =>
  hostFactsSchema.parse(
    parseHostFacts(readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8')),
  );
const lineOf = (facts: ReturnType<typeof factsOf>) =>
  facts.programs.map(
    ({ name, version, running, enabled, listens }) =>
      `${name} ${version} ${running ? 'runs' : 'rests'} ${enabled} ${listens.join(' ')}`,
  );

describe('Debian, as root, with pacemaker', () => {
  const facts = factsOf('debian');
  it('system and interfaces', () => {
    expect(facts).toMatchObject({ libc: 'glibc 2.36', init: 'systemd 252', bits: 64, asRoot: true });
    expect(facts.interfaces).toEqual([
      {
        name: 'eth0',
        mac: '02:00:0a:4d:00:0c',
        up: true,
        carrier: true,
        addresses: ['10.77.0.12/24', '10.77.0.100/24', 'fe80::aff:fe4d:c/64'],
      },
      { name: 'lo', mac: null, up: true, carrier: true, addresses: ['127.0.0.1/8', '::1/128'] },
    ]);
  });
  it('programs', () => {
    expect(lineOf(facts)).toEqual([
      'nginx 1.22.1 runs true 0.0.0.0:80 [::]:80',
      'keepalived 2.2.7 rests false ',
      'frr 8.4.4 rests false ',
      'heartbeat 3.0.6 rests true ',
      'corosync 3.1.7 runs true ',
      'pacemaker 2.1.5 runs true ',
    ]);
    expect(facts.programs.at(-1)).toMatchObject({
      configuration: 'read',
      addresses: ['10.77.0.100/24'],
      held: ['10.77.0.100/24'],
    });
  });
});

describe('Rocky Linux, with HAProxy, Tomcat and pacemaker', () => {
  const facts = factsOf('rocky');
  it('whose socket is whose, a Java program’s too', () => {
    expect(lineOf(facts)).toEqual([
      'haproxy 2.4.22 runs true 192.0.2.100:443',
      'tomcat 9.0.62-37.el9_3.1 runs false *:8080 [::ffff:127.0.0.1]:8005',
      'corosync 3.1.7 runs true ',
      'pacemaker 2.1.6 runs true ',
    ]);
  });
  it('a resource that stands on the host is held', () => {
    expect(facts.programs.at(-1)?.held).toEqual(['192.0.2.100/24']);
  });
});

describe('Alpine, with busybox and OpenRC, not as root', () => {
  const facts = factsOf('alpine');
  it('system and interfaces', () => {
    expect(facts).toMatchObject({ libc: 'musl 1.2.4', init: 'openrc', asRoot: false });
    expect(facts.interfaces.map(({ name, up, carrier }) => `${name} ${up} ${carrier}`)).toEqual([
      'eth0 true true',
      'eth1 false null',
      'lo true true',
    ]);
  });
  it('sockets without an owner are listed all the same', () => {
    expect(facts.listening).toEqual(['0.0.0.0:22', '[::]:80']);
    expect(lineOf(facts)).toEqual(['nginx 1.24.0 runs true ', 'keepalived 2.2.8 runs false ']);
  });
  it('a configuration that may be read tells what is held', () => {
    expect(facts.programs[1]).toMatchObject({
      vrids: [51],
      addresses: ['10.0.0.9/24'],
      held: ['10.0.0.9/24'],
    });
  });
});

it('what a start-up file prints, or no host at all, is no reason to fail', () => {
  expect(parseHostFacts('Welcome!\nuid\n=\nlink=\n')).toMatchObject({
    distribution: 'unknown',
    bits: null,
    asRoot: false,
    programs: [],
  });
});

it('units: only those that are installed, as systemd says it', () => {
  const unit = (id: string, load: string, active: string, file: string) =>
    `unit=Id=${id}.service\nunit=LoadState=${load}\nunit=ActiveState=${active}\nunit=UnitFileState=${file}\nunit=\n`;
  const text = [
    unit('nginx', 'loaded', 'failed', 'enabled-runtime'),
    unit('keepalived', 'loaded', 'inactive', 'disabled'),
    unit('heartbeat', 'not-found', 'inactive', ''),
    unit('tandem-agent', 'loaded', 'active', 'enabled'),
  ].join('');
  expect(lineOf(hostFactsSchema.parse(parseHostFacts(text)))).toEqual([
    'nginx null rests true ',
    'keepalived null rests false ',
    'tandem-agent null runs true ',
  ]);
});
