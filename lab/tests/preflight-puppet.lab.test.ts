import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isProbe, probePayload } from '../../engine/preflight/wire/probe-packet.ts';
import { type Interpreter, type Puppet, startPuppet } from '../../engine/preflight/wire/puppet.ts';
import { ipLine, linkLine, type PuppetLine } from '../../engine/preflight/wire/puppet-protocol.ts';
import { createHost, type Host } from '../../engine/ssh/host.ts';
import { localSession } from '../../engine/ssh/session-double.ts';
import { arpRequestFrame } from '../../protocol/wire/arp.ts';
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
});
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
  return { puppet: await startPuppet(hostIn(namespace), interpreter, 'eth0', told.tell), told };
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

  test('an interface that is not there is said in its own words', async () => {
    await expect(startPuppet(hostIn(here), speaker, 'eth9', () => undefined)).rejects.toThrow(
      /no (eth9|interface)/i,
    );
  });
});
