import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { client, host, namespaces, nodes } from './plan.ts';
import { addressBatch, bridgeBatch, cableBatch, conflictingInterface } from './wires.ts';

test('the bridge is a plain switch that floods multicast', () => {
  expect(bridgeBatch().namespace).toBe('sw');
  expect(bridgeBatch().lines[0]).toBe(
    'link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0',
  );
});

test('a cable is made inside the bridge namespace, so that no end is ever in the root namespace by accident', () => {
  expect(cableBatch('node-a', { interface: 'eth0', mac: '02:00:0a:4d:00:0b', to: 'node-a' })).toEqual({
    namespace: 'sw',
    lines: [
      'link add node-a type veth peer name eth0 address 02:00:0a:4d:00:0b netns node-a',
      'link set node-a addrgenmode none',
      'link set node-a master br0 up',
    ],
  });
});

test('an end gets its address and no route that leads out', () => {
  const inNode = addressBatch({ interface: 'eth0', address: '10.77.0.11', namespace: 'node-a' });
  expect(inNode.lines).toEqual([
    'link set lo up',
    'address add 10.77.0.11/24 broadcast + dev eth0',
    'link set eth0 up',
  ]);
  expect(addressBatch(host)).toEqual({
    lines: ['address add 10.77.0.1/24 broadcast + dev tandem0', 'link set tandem0 up'],
  });
});

test('every end has an address, a MAC and a namespace of its own; the MAC tells the address', () => {
  const ends = [...nodes, client, host];
  expect(new Set(ends.map((end) => end.address)).size).toBe(ends.length);
  for (const { address, mac } of ends) {
    const bytes = mac.split(':').slice(2);
    expect(bytes.map((byte) => Number.parseInt(byte, 16)).join('.')).toBe(address);
  }
  expect(new Set(namespaces).size).toBe(4);
});

test('an interface of the machine in the lab network is a conflict, the lab own is not', () => {
  const at = (address: string) => [{ address } as NetworkInterfaceInfo];
  expect(conflictingInterface({ eth0: at('192.0.2.2'), tandem0: at('10.77.0.1') })).toBeUndefined();
  expect(conflictingInterface({ eth0: at('192.0.2.2'), eth1: at('10.77.0.9') })).toBe('eth1');
});
