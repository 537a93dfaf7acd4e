import { expect, test } from 'vitest';
import type { VipForm } from '../store/wizard.ts';
import { freshForm, secondRouter, serviceOf, timedService, vipSchema } from './vip-form.ts';

const nodes = ['10.77.0.11', '10.77.0.12'];
const found = {
  cidr: '10.77.0.0/24',
  nodes: nodes.map((host) => ({ host })),
  found: [{ ip: '10.77.0.101' }],
};

function errors(change: (form: VipForm) => unknown): string[] {
  const form = freshForm(found);
  change(form);
  const parsed = vipSchema(nodes).safeParse(form);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
}

function toDual(form: VipForm): void {
  form.mode = 'dual-master';
  form.routers[1] = secondRouter(found, form.routers);
}

test('what it opens with is right, in both modes', () => {
  expect(errors(() => undefined)).toEqual([]);
  expect(errors(toDual)).toEqual([]);
});

test('times are told while something else is still to be typed, and not while a time is wrong', () => {
  const form = freshForm(found);
  const half = { ...form, check: { ...form.check, kind: 'script', script: '' } } as const;
  expect(timedService(half)).toMatchObject({ advertIntervalMs: 1000, routers: [{ priorities: [150, 100] }] });
  expect(timedService({ ...form, interval: '7' })).toBeNull();
  expect(
    timedService({ ...form, routers: [{ ...form.routers[0], second: '150' }, form.routers[1]] }),
  ).toBeNull();
});

test('the second router is suggested free and next, crosswise, and what was typed into it stays', () => {
  const form = freshForm(found);
  toDual(form);
  expect(form.routers[1]).toEqual({ vip: '10.77.0.102/24', vrid: '52', first: '100', second: '150' });
  form.routers[1].vip = '10.77.0.200/24';
  form.mode = 'master-backup';
  toDual(form);
  expect(form.routers[1].vip).toBe('10.77.0.200/24');
  form.routers[0].vrid = '255';
  form.routers[1].vrid = '';
  toDual(form);
  expect(errors((fresh) => Object.assign(fresh, form))).toEqual([]);
});

test.each<[string, (form: VipForm) => unknown]>([
  ['routers.0.vip vip', ({ routers }) => Object.assign(routers[0], { vip: '10.77.0.100' })],
  ['routers.0.vip vip', ({ routers }) => Object.assign(routers[0], { vip: '' })],
  ['routers.0.vip vipIsNode', ({ routers }) => Object.assign(routers[0], { vip: ' 10.77.0.11/24 ' })],
  ['routers.0.vip vipUnusable', ({ routers }) => Object.assign(routers[0], { vip: '10.77.0.0/24' })],
  ['routers.0.vip vipUnusable', ({ routers }) => Object.assign(routers[0], { vip: '10.77.0.255/24' })],
  ['routers.0.vip vip6', ({ routers }) => Object.assign(routers[0], { vip: '2001:db8::1/64' })],
  ['routers.0.vrid vrid', ({ routers }) => Object.assign(routers[0], { vrid: '0' })],
  ['routers.0.vrid vrid', ({ routers }) => Object.assign(routers[0], { vrid: '1.5' })],
  ['routers.0.first priority', ({ routers }) => Object.assign(routers[0], { first: '255' })],
  ['routers.0.second samePriority', ({ routers }) => Object.assign(routers[0], { first: '100' })],
  ['interval interval3', (form) => Object.assign(form, { interval: '15' })],
  ['interval interval3', (form) => Object.assign(form, { interval: '' })],
  ['interval interval2', (form) => Object.assign(form, { version: '2', interval: '100' })],
  ['check.url url', ({ check }) => Object.assign(check, { url: 'ftp://127.0.0.1/' })],
  ['check.port port', ({ check }) => Object.assign(check, { kind: 'tcp', port: '70000' })],
  ['check.process process', ({ check }) => Object.assign(check, { kind: 'process', process: '' })],
  ['check.weight weight', ({ check }) => Object.assign(check, { weight: '60' })],
  ['check.weight weightTooSmall', ({ check }) => Object.assign(check, { weight: '-50' })],
  ['check.weight weightTooSmall', ({ routers }) => Object.assign(routers[0], { first: '200' })],
  ['check.weight weightNoPreempt', (form) => Object.assign(form, { preempt: false })],
])('%s', (error, change) => {
  expect(errors(change)).toEqual([error]);
});

test.each<[string, (form: VipForm) => unknown]>([
  ['routers.1.vip sameVip', ({ routers }) => Object.assign(routers[1], { vip: routers[0].vip })],
  ['routers.1.vip vipIsNode', ({ routers }) => Object.assign(routers[1], { vip: '10.77.0.12/24' })],
  ['routers.1.vrid sameVrid', ({ routers }) => Object.assign(routers[1], { vrid: '51' })],
  ['routers.1.second sameMaster', ({ routers }) => Object.assign(routers[1], { first: '160' })],
  ['check.weight weightTooSmall', ({ routers }) => Object.assign(routers[1], { second: '170' })],
])('in dual-master: %s', (error, change) => {
  const both = (form: VipForm) => {
    toDual(form);
    change(form);
  };
  expect(errors(both)).toEqual([error]);
  const back = (form: VipForm) => {
    both(form);
    form.mode = 'master-backup';
  };
  expect(errors(back)).toEqual([]);
});

test('a check that is not made is not judged, and neither are the fields of another kind', () => {
  expect(errors(({ check }) => Object.assign(check, { kind: 'none', weight: 'x', url: '' }))).toEqual([]);
  expect(errors(({ check }) => Object.assign(check, { kind: 'tcp', url: '' }))).toEqual([]);
});

test('weight 0 is right without preemption, a minus sign of print counts as one', () => {
  expect(
    errors((form) => Object.assign(form, { preempt: false, check: { ...form.check, weight: '0' } })),
  ).toEqual([]);
  const form = freshForm(found);
  form.check.weight = '−60';
  expect(serviceOf(form).check?.weight).toBe(-60);
});
