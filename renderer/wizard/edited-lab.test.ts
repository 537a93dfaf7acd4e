import { expect, test } from 'vitest';
import { type LabInput, labSchema } from '../../protocol/lab/schema.ts';
import { createWizard, type VipForm } from '../store/wizard.ts';
import { isUntouched, makeLab, saysMore } from './make-lab.ts';
import { chosenService, secondRouter } from './vip-form.ts';
import { vipWrongs } from './vip-rules.ts';

/** What a lab file may say and the wizard has no field for. */
const rich = labSchema.parse({
  name: 'edge',
  backend: 'tandem-agent',
  mode: 'master-backup',
  vrrpVersion: 2,
  advertIntervalMs: 2000,
  nodes: [
    { name: 'a', host: '10.0.0.1', user: 'ops', interface: 'eth1', auth: { kind: 'password', env: 'PW_A' } },
    { name: 'b', host: '10.0.0.2', user: 'root', interface: 'eth1', auth: { kind: 'key', path: '~/.ssh/k' } },
  ],
  virtualRouters: [
    {
      vrid: 7,
      vips: ['10.0.0.7/24', '10.0.0.8/24'],
      priorities: { a: 150, b: 100 },
      transport: 'unicast',
      preemptDelayMs: 5000,
      authPass: 'secret1',
    },
    { vrid: 9, vips: ['10.0.0.9/24'], priorities: { a: 90, b: 110 } },
  ],
  checks: [
    {
      kind: 'http',
      name: 'page',
      url: 'http://127.0.0.1/health',
      intervalMs: 250,
      status: [200, 204],
      weight: 5,
    },
    { kind: 'process', process: 'haproxy', weight: -20 },
  ],
  garp: { repeat: 3 },
  startupDelayMs: 3000,
});

function editing(lab = rich) {
  const wizard = createWizard();
  wizard.setDeployed([lab]);
  wizard.edit(lab);
  const { store } = wizard;
  const type = (change: Partial<VipForm>) =>
    store.setState(({ vip }) => ({ vip: vip && { ...vip, ...change } }));
  return {
    ...wizard,
    type,
    lab: () => labSchema.parse(makeLab(store.getState())),
    form: () => store.getState().vip,
  };
}

test('a lab that nobody touched is the lab that is deployed, whatever it holds', () => {
  const { store, lab } = editing();
  expect(lab()).toEqual(rich);
  expect(isUntouched(store.getState())).toBe(true);
  expect(chosenService(store.getState())).not.toBeNull();
  expect(saysMore(rich)).toBe(true);
});

test('what is typed is changed, and everything beside it stays', () => {
  const { type, lab, form, store, patchNode } = editing();
  const [one, two] = form()?.routers ?? [];
  if (!one || !two) throw new Error('no routers');
  type({ interval: '1000', routers: [{ ...one, vip: '10.0.0.77/24', second: '120' }, two] });
  patchNode(0, { interface: 'eth2' });
  const [first, second] = rich.virtualRouters;
  expect(lab()).toEqual({
    ...rich,
    advertIntervalMs: 1000,
    nodes: [{ ...rich.nodes[0], interface: 'eth2' }, rich.nodes[1]],
    virtualRouters: [
      { ...first, vips: ['10.0.0.77/24', '10.0.0.8/24'], priorities: { a: 150, b: 120 } },
      second,
    ],
  });
  expect(isUntouched(store.getState())).toBe(false);
});

test('a check that is asked otherwise keeps its pace; another kind takes its place; the next one stays', () => {
  const { type, lab, form } = editing();
  const check = form()?.check;
  if (!check) throw new Error('no check');
  type({ check: { ...check, url: 'http://127.0.0.1/up', weight: '-60' } });
  expect(lab().checks).toEqual([
    { ...rich.checks[0], url: 'http://127.0.0.1/up', weight: -60 },
    rich.checks[1],
  ]);
  type({ check: { ...check, kind: 'tcp', port: '443', weight: '0' } });
  expect(lab().checks).toMatchObject([{ kind: 'tcp', port: 443, fall: 2 }, { process: 'haproxy' }]);
  type({ check: { ...check, kind: 'none' } });
  expect(lab().checks).toEqual(rich.checks.slice(1));
});

test('an argument with a space in it stays one where only the weight is changed', () => {
  const script = { kind: 'script', command: ['/bin/test', '-e', '/srv/the page'], weight: -60 } as const;
  const { type, lab, form } = editing(labSchema.parse({ ...rich, checks: [script] }));
  const check = form()?.check;
  if (!check) throw new Error('no check');
  type({ check: { ...check, weight: '-70' } });
  expect(lab().checks).toMatchObject([{ ...script, weight: -70 }]);
  expect(check.arguments).toBe("-e '/srv/the page'");
  type({ check: { ...check, arguments: '-d "/srv/my page"' } });
  expect(lab().checks).toMatchObject([{ command: ['/bin/test', '-d', '/srv/my page'] }]);
});

test('what a lab has beside the fields is not suggested, and typed again is wrong at its field', () => {
  const [router] = rich.virtualRouters;
  const hidden = (at: number) => ({
    ...router,
    vrid: 7 + at,
    vips: [`10.0.0.10${at - 1}/24`],
    authPass: undefined,
  });
  const lab = labSchema.parse({
    ...rich,
    mode: 'master-backup',
    virtualRouters: [router, hidden(1), hidden(2)],
  });
  const { type, form, store, lab: made } = editing(lab);
  const routers = form()?.routers;
  if (!routers) throw new Error('no form');
  const second = secondRouter({ ...store.getState(), cidr: '10.0.0.0/24' }, routers);
  expect(second).toMatchObject({ vrid: '10', vip: '10.0.0.102/24' });
  type({ mode: 'dual-master', routers: [routers[0], second] });
  expect(made().virtualRouters.map(({ vrid }) => vrid)).toEqual([7, 10, 8, 9]);

  const hosts = lab.nodes.map(({ host }) => host);
  const wrongs = (change: object) =>
    vipWrongs({ ...(form() as VipForm), routers: [routers[0], { ...second, ...change }] }, hosts, lab);
  expect(wrongs({})).toEqual([]);
  expect(wrongs({ vrid: '8' })).toEqual([{ name: 'routers.1.vrid', message: 'vridUnshown' }]);
  expect(wrongs({ vip: '10.0.0.8/24' })).toEqual([{ name: 'routers.1.vip', message: 'vipUnshown' }]);
});

test('a check that is changed is judged as any other', () => {
  const { type, store, form } = editing();
  const check = form()?.check;
  if (!check) throw new Error('no check');
  type({ check: { ...check, url: 'http://127.0.0.1/up' } });
  expect(chosenService(store.getState())).toBeNull();
});

test('a second router comes and goes without a third one noticing', () => {
  const dual: LabInput = { ...rich, mode: 'dual-master' };
  const third = { vrid: 30, vips: ['10.0.0.30/24'], priorities: { a: 10, b: 20 } };
  const { type, lab } = editing(
    labSchema.parse({ ...dual, virtualRouters: [...rich.virtualRouters, third] }),
  );
  expect(lab().virtualRouters.map(({ vrid }) => vrid)).toEqual([7, 9, 30]);
  type({ mode: 'master-backup' });
  expect(lab().virtualRouters.map(({ vrid }) => vrid)).toEqual([7, 30]);
});

test('version 3 has no password', () => {
  const { type, lab } = editing();
  type({ version: '3' });
  expect(lab().virtualRouters[0]?.authPass).toBeUndefined();
  expect(lab().virtualRouters[0]?.transport).toBe('unicast');
});

test.each(['nginx', 'haproxy', 'tomcat', 'lvs'] as const)(
  'a wizard’s own check of %s is shown as it was chosen',
  (kind) => {
    const lab = labSchema.parse({ ...rich, checks: [{ kind, rise: 2, fall: 2, weight: -60 }] });
    expect(editing(lab).form()?.check.kind).toBe(kind);
  },
);

test('another way in replaces the old one only where it was typed', () => {
  const { patchNode, lab } = editing();
  patchNode(1, { user: 'admin', sudo: 'password' });
  expect(lab().nodes[0]).toEqual(rich.nodes[0]);
  expect(lab().nodes[1]).toMatchObject({ user: 'admin', sudo: 'password', auth: { path: '~/.ssh/k' } });
});
