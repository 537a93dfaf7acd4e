import { expect, test } from 'vitest';
import { labSchema } from '../../protocol/lab/schema.ts';
import { createWizard, draftNode, type VipForm } from '../store/wizard.ts';
import { accessLab, makeLab } from './make-lab.ts';
import { canOpen, needOf } from './steps.ts';
import { freshForm, secondRouter } from './vip-form.ts';

function twoNodes() {
  const wizard = createWizard();
  const first = draftNode('10.77.0.11', 'node-a.lab', []);
  const second = draftNode('10.77.0.12', null, [first.name]);
  wizard.store.setState({ cidr: '10.77.0.0/24', nodes: [first, second] });
  return wizard;
}

test('makes a valid lab before the address is chosen, with a free one in its place', () => {
  const lab = labSchema.parse(makeLab(twoNodes().store.getState()));
  expect(lab.nodes.map(({ name }) => name)).toEqual(['node-a', 'node-b']);
  expect(lab.virtualRouters[0]?.vips).toEqual(['10.77.0.100/24']);
});

test('proving the access to a pair that is stored leaves its addresses as they are', () => {
  const state = twoNodes().store.getState();
  const [router] = makeLab(state).virtualRouters;
  const stored = labSchema.parse({
    ...makeLab(state),
    virtualRouters: [{ ...router, vrid: 77, vips: ['10.77.0.177/24'] }],
  });
  const proving = twoNodes();
  proving.patchNode(0, { user: 'ops' });
  const lab = accessLab(proving.store.getState(), stored);
  expect(lab.virtualRouters).toEqual(stored.virtualRouters);
  expect(lab.nodes[0]?.user).toBe('ops');

  proving.store.setState({ vip: freshForm(state) });
  expect(accessLab(proving.store.getState(), stored).virtualRouters[0]?.vrid).toBe(51);
  proving.patchNode(1, { name: 'another' });
  expect(accessLab(proving.store.getState(), stored).nodes[1]?.name).toBe('another');
});

test('no secret is ever part of the lab', () => {
  const wizard = twoNodes();
  wizard.patchNode(0, {
    user: 'ops',
    sudo: 'password',
    authKind: 'key',
    keyPath: '/home/ops/.ssh/id_ed25519',
  });
  const lab = labSchema.parse(makeLab(wizard.store.getState()));
  expect(lab.nodes[0]).toMatchObject({ user: 'ops', sudo: 'password', auth: { kind: 'key' } });
  expect(JSON.stringify(lab)).not.toContain('sudoPassword');
});

test('two hosts of one name get two names', () => {
  expect(draftNode('10.0.0.2', 'web', ['web']).name).toBe('web-2');
  expect(draftNode('10.0.0.2', 'web_1.local', []).name).toBe('web-1');
  expect(draftNode('10.0.0.2', 'café.local', []).name).toBe('cafe');
  expect(draftNode('10.0.0.2', '网关.local', []).name).toBe('node');
});

test('hosts of which no name is known are node-a and node-b', () => {
  expect(draftNode('10.0.0.2', null, []).name).toBe('node-a');
  expect(draftNode('10.0.0.3', null, ['node-a']).name).toBe('node-b');
  expect(draftNode('10.0.0.2', null, ['node-b']).name).toBe('node-a');
});

test('a step opens when every step before it is done', () => {
  const wizard = createWizard();
  expect(needOf('scan', wizard.store.getState())).toBe('two');
  expect(canOpen('trust', wizard.store.getState())).toBe(false);
  const ready = twoNodes();
  expect(canOpen('trust', ready.store.getState())).toBe(true);
  expect(needOf('trust', ready.store.getState())).toBe('trust');
  expect(canOpen('review', ready.store.getState())).toBe(false);
});

test('dual-master with keepalived and a check: two routers crosswise, whole in the lab', () => {
  const wizard = twoNodes();
  const fresh = freshForm(wizard.store.getState());
  const routers: VipForm['routers'] = [
    fresh.routers[0],
    secondRouter(wizard.store.getState(), fresh.routers),
  ];
  wizard.store.setState({ vip: { ...fresh, mode: 'dual-master', backend: 'keepalived', routers } });
  const lab = labSchema.parse(makeLab(wizard.store.getState()));
  expect(lab).toMatchObject({ backend: 'keepalived', mode: 'dual-master' });
  expect(lab.virtualRouters.map(({ vrid, vips, priorities }) => [vrid, ...vips, priorities])).toEqual([
    [51, '10.77.0.100/24', { 'node-a': 150, 'node-b': 100 }],
    [52, '10.77.0.101/24', { 'node-a': 100, 'node-b': 150 }],
  ]);
  expect(lab.checks).toMatchObject([{ kind: 'http', url: 'http://127.0.0.1/', weight: -60, fall: 2 }]);
});

test.each<[Partial<VipForm['check']>, object[]]>([
  [{ kind: 'tcp', port: '8080', weight: '0' }, [{ kind: 'tcp', port: 8080, weight: 0 }]],
  [{ kind: 'process', process: 'haproxy' }, [{ kind: 'process', process: 'haproxy', weight: -60, fall: 1 }]],
  [{ kind: 'none' }, []],
])('the check %o', (change, checks) => {
  const wizard = twoNodes();
  const fresh = freshForm(wizard.store.getState());
  wizard.store.setState({ vip: { ...fresh, check: { ...fresh.check, ...change } } });
  const lab = labSchema.parse(makeLab(wizard.store.getState()));
  expect(lab.checks).toHaveLength(checks.length);
  expect(lab.checks).toMatchObject(checks);
  expect(lab.virtualRouters).toHaveLength(1);
});
