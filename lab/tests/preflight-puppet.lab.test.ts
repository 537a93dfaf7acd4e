import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isProbe, probePayload } from '../../engine/preflight/wire/probe-packet.ts';
import { type Interpreter, type Puppet, startPuppet } from '../../engine/preflight/wire/puppet.ts';
import {
  ipLine,
  linkLine,
  type PuppetLine,
  type PuppetPacket,
} from '../../engine/preflight/wire/puppet-protocol.ts';
import { createHost, type Host } from '../../engine/ssh/host.ts';
import { localSession } from '../../engine/ssh/session-double.ts';
import { arpRequestFrame } from '../../protocol/wire/arp.ts';
import { decodeFrame } from '../../protocol/wire/decode-frame.ts';
import { solicitationFrame } from '../../protocol/wire/solicitation.ts';
import { cable, NetworkNamespace } from '../support/network-namespace.ts';
import { Told } from '../support/told.ts';

/** The few lines that a pre-flight runs on a node do the same in either language, on a cable between two namespaces. */

const macs: [string, string] = ['02:00:00:00:0f:0a', '02:00:00:00:0f:0b'];
let here: NetworkNamespace;
let there: NetworkNamespace;

beforeAll(() => {
  here = new NetworkNamespace(`pf-a-${process.pid}`);
  there = new NetworkNamespace(`pf-b-${process.pid}`);
  cable(here, there, macs);
  here.ip('address', 'add', '10.9.1.1/24', 'dev', 'eth0');
  there.ip('address', 'add', '10.9.1.2/24', 'dev', 'eth0');
  for (const [namespace, id] of [
    [here, 1],
    [there, 2],
  ] as const) {
    for (const address of [`fe80::9:${id}/64`, `fd09::${id}/64`])
      namespace.ip('address', 'add', address, 'dev', 'eth0', 'nodad');
    linkLocals.set(namespace, `fe80::9:${id}`);
  }
});
const linkLocals = new Map<NetworkNamespace, string>();
afterAll(() => {
  here.remove();
  there.remove();
});

function hostIn(namespace: NetworkNamespace): Host {
  const session = localSession();
  const start = (argv: readonly string[]) => session.start(['ip', 'netns', 'exec', namespace.name, ...argv]);
  return createHost({ ...session, start }, { kind: 'root' });
}

interface End {
  puppet: Puppet;
  told: Told<PuppetLine>;
}

async function open(namespace: NetworkNamespace, interpreter: Interpreter): Promise<End> {
  const told = new Told<PuppetLine>();
  const device = { name: 'eth0', linkLocal: linkLocals.get(namespace) ?? null };
  return { puppet: await startPuppet(hostIn(namespace), interpreter, device, told.tell), told };
}

const perl: Interpreter = { kind: 'perl', path: '/usr/bin/perl' };
const python: Interpreter = { kind: 'python', path: '/usr/bin/python3' };
const missing = [perl, python].some(({ path }) => !existsSync(path));

describe.skipIf(missing).each([
  ['perl speaks, python hears', perl, python],
  ['python speaks, perl hears', python, perl],
])('%s', (_name, speaker, listener) => {
  test('a frame and a packet of protocol 112 are seen leaving, arriving and by a program', async () => {
    const [from, to] = await Promise.all([open(here, speaker), open(there, listener)]);
    try {
      const probe = probePayload();
      const frame = arpRequestFrame(macs[0], '0.0.0.0', '10.9.1.9');
      from.puppet.send(linkLine(frame));
      for (const target of ['224.0.0.18', '10.9.1.2']) from.puppet.send(ipLine(target, probe));

      const packets = (items: PuppetLine[], kind: 'in' | 'out' | 'ip') =>
        items.flatMap((line) => (line.kind === kind ? [line.bytes] : []));
      const probes = (items: PuppetLine[], kind: 'in' | 'out') =>
        packets(items, kind).filter((bytes) => isProbe(bytes.subarray(14), probe));
      const heard = await to.told.until((items) => packets(items, 'ip').length === 2);
      expect(packets(heard, 'ip').every((packet) => isProbe(packet, probe))).toBe(true);
      expect(probes(heard, 'in')).toHaveLength(2);
      expect(
        packets(heard, 'in').some((bytes) => Buffer.from(frame).equals(bytes.subarray(0, frame.length))),
      ).toBe(true);
      const left = await from.told.until((items) => probes(items, 'out').length === 2);
      // TTL 255, as an advert's.
      expect(probes(left, 'out').map((bytes) => bytes[14 + 8])).toEqual([255, 255]);
      // Neither hears itself.
      expect(packets(left, 'ip')).toEqual([]);
    } finally {
      await Promise.all([from.puppet.stop(), to.puppet.stop()]);
    }
  });

  test('over IPv6, from the link-local address; neighbour advertisements are heard as well', async () => {
    const [from, to] = await Promise.all([open(here, speaker), open(there, listener)]);
    try {
      const probe = probePayload();
      const source = linkLocals.get(here) ?? '';
      from.puppet.send(linkLine(solicitationFrame(macs[0], source, 'fd09::2')));
      for (const target of ['ff02::12', 'fd09::2', 'fe80::9:2']) from.puppet.send(ipLine(target, probe));

      const of = (items: PuppetLine[], kind: PuppetPacket['kind']) =>
        items.flatMap((line) => (line.kind === kind ? [line.bytes] : []));
      const probes = (items: PuppetLine[], kind: 'in' | 'out') =>
        of(items, kind).filter((bytes) => isProbe(bytes.subarray(14), probe));
      const heard = await to.told.until((items) => of(items, 'ip6').length === 3);
      expect(of(heard, 'ip6').every((bytes) => probe.equals(bytes))).toBe(true);
      expect(probes(heard, 'in')).toHaveLength(3);
      const meta = { no: 1, tsNs: 0n, originalLength: 100 };
      const frames = (items: PuppetLine[]) => of(items, 'in').map((bytes) => decodeFrame(bytes, meta));
      const left = await from.told.until(
        (items) => probes(items, 'out').length === 3 && frames(items).some(({ ndp }) => ndp),
      );
      expect(frames(left).find(({ ndp }) => ndp)?.ndp).toMatchObject({
        target: 'fd09::2',
        targetMac: macs[1],
      });
      const sent = probes(left, 'out').map((bytes) => decodeFrame(bytes, meta).ip);
      expect(sent).toMatchObject([
        { src: source, dst: 'ff02::12', ttl: 255 },
        { src: source, dst: 'fd09::2', ttl: 255 },
        { src: source, dst: 'fe80::9:2', ttl: 255 },
      ]);
      // Neither hears itself.
      expect(of(left, 'ip6')).toEqual([]);
    } finally {
      await Promise.all([from.puppet.stop(), to.puppet.stop()]);
    }
  });

  test('an interface that is not there is said in its own words', async () => {
    await expect(
      startPuppet(hostIn(here), speaker, { name: 'eth9', linkLocal: null }, () => undefined),
    ).rejects.toThrow(/no (eth9|interface)/i);
  });
});
