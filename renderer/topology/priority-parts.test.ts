import { expect, test } from 'vitest';
import type { NodeCheck, NodeWitness } from '../../protocol/contract/topology.ts';
import { priorityParts } from './priority-parts.ts';

function witness(priority: number, configured: number | null, switchover: number | null = null): NodeWitness {
  return {
    node: 'node-a',
    state: 'backup',
    cause: 'started',
    sinceMs: 0,
    priority,
    configuredPriority: configured,
    switchoverPriority: switchover,
    faults: [],
    mismatches: [],
    addressesHeld: [],
    seenMs: 0,
    freshness: 'fresh',
  };
}
const check = (name: string, weight: number | null, passing: boolean): NodeCheck => ({
  name,
  kind: 'tcp',
  passing,
  sinceMs: 0,
  detail: '',
  weight,
});

test('a priority that is the configured one needs no explanation', () => {
  expect(priorityParts(witness(150, 150), [check('nginx', -60, true), check('disk', 0, false)])).toEqual([]);
  expect(priorityParts(witness(150, null), [])).toEqual([]);
});

test('failing checks take away, passing ones may add', () => {
  const checks = [check('nginx', -60, false), check('disk', -10, true), check('extra', 5, true)];
  expect(priorityParts(witness(95, 150), checks)).toEqual([
    { kind: 'configured', priority: 150 },
    { kind: 'check', name: 'nginx', weight: -60 },
    { kind: 'check', name: 'extra', weight: 5 },
  ]);
});

test('a planned switchover stands in place of the configured one', () => {
  expect(priorityParts(witness(151, 100, 151), [])).toEqual([
    { kind: 'configured', priority: 100 },
    { kind: 'switchover', priority: 151 },
  ]);
});

test('what goes below 1 is kept at 1', () => {
  expect(priorityParts(witness(1, 100), [check('nginx', -200, false)]).at(-1)).toEqual({ kind: 'limited' });
});

test('checks that this lab does not know count as one sum', () => {
  expect(priorityParts(witness(80, 100), [check('nginx', null, false)])).toEqual([
    { kind: 'configured', priority: 100 },
    { kind: 'checks', weight: -20 },
  ]);
});
