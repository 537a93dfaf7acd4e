import { expect, test } from 'vitest';
import { type VipForm, vipSchema } from './vip-form.ts';

const good: VipForm = {
  vip: '10.77.0.100/24',
  vrid: '51',
  version: '3',
  interval: '100',
  first: '150',
  second: '100',
  preempt: true,
};

function errors(change: Partial<VipForm>): string[] {
  const parsed = vipSchema(['10.77.0.11']).safeParse({ ...good, ...change });
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
}

test('what is right passes', () => {
  expect(errors({})).toEqual([]);
  expect(errors({ version: '2', interval: '1000' })).toEqual([]);
});

test.each<[Partial<VipForm>, string]>([
  [{ vip: '10.77.0.100' }, 'vip vip'],
  [{ vip: '10.77.0.11/24' }, 'vip vipIsNode'],
  [{ vrid: '0' }, 'vrid vrid'],
  [{ vrid: '1.5' }, 'vrid vrid'],
  [{ interval: '15' }, 'interval interval3'],
  [{ interval: '' }, 'interval interval3'],
  [{ version: '2', interval: '100' }, 'interval interval2'],
  [{ first: '255' }, 'first priority'],
  [{ first: '100' }, 'second samePriority'],
])('%o is told at its field', (change, error) => {
  expect(errors(change)).toContain(error);
});
