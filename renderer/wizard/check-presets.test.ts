import { describe, expect, test } from 'vitest';
import { checkFormKinds } from '../../protocol/contract/draft.ts';
import { exportConf } from '../../protocol/keepalived/export-conf.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import { createWizard, draftNode, type VipForm } from '../store/wizard.ts';
import { chooseKind } from './check-presets.ts';
import { flipOf } from './flip.ts';
import { makeLab } from './make-lab.ts';
import { freshForm } from './vip-form.ts';
import { prioritiesOf, vipWrongs, weightOf } from './vip-rules.ts';

/** What a person types besides choosing the kind, where the kind alone does not say it. */
const typed: Partial<VipForm['check']> = {
  script: ' /usr/local/bin/check-app ',
  arguments: '--port  8080 $(reboot)',
  interface: 'eth1',
};

function labWith(kind: VipForm['check']['kind']) {
  const wizard = createWizard();
  const nodes = [draftNode('10.77.0.11', null, []), draftNode('10.77.0.12', null, ['node-a'])];
  wizard.store.setState({ cidr: '10.77.0.0/24', nodes });
  const fresh = freshForm(wizard.store.getState());
  const vip = { ...fresh, check: chooseKind({ ...fresh.check, ...typed }, kind) };
  wizard.store.setState({ vip });
  return { vip, lab: labSchema.parse(makeLab(wizard.store.getState())) };
}

/** What our agent is told, and what stands in keepalived.conf. */
const expected: Record<Exclude<VipForm['check']['kind'], 'none'>, [object, RegExp]> = {
  nginx: [{ kind: 'http', name: 'nginx', url: 'http://127.0.0.1/', fall: 2 }, /vrrp_script nginx/],
  tomcat: [{ kind: 'http', name: 'tomcat', url: 'http://127.0.0.1:8080/' }, /vrrp_script tomcat[\s\S]*:8080/],
  http: [{ kind: 'http', url: 'http://127.0.0.1/' }, /vrrp_script http-1/],
  haproxy: [{ kind: 'process', name: 'haproxy', process: 'haproxy' }, /vrrp_track_process haproxy/],
  lvs: [
    {
      kind: 'script',
      name: 'lvs',
      command: ['/usr/bin/grep', '-q', '-e', '->.[[0-9A-F]', '/proc/net/ip_vs'],
    },
    /vrrp_script lvs {\s+script .*ip_vs/,
  ],
  process: [{ kind: 'process', process: 'nginx' }, /vrrp_track_process process-1[^}]*process nginx/],
  tcp: [{ kind: 'tcp', port: 80 }, /vrrp_script tcp-1 {\s+script .*nc/],
  script: [
    { kind: 'script', command: ['/usr/local/bin/check-app', '--port', '8080', '$(reboot)'], user: 'nobody' },
    /vrrp_script script-1[^}]*check-app/,
  ],
  interface: [{ kind: 'interface', interface: 'eth1' }, /track_interface {\s+eth1 weight -60/],
};

describe.each(checkFormKinds.filter((kind) => kind !== 'none'))('%s', (kind) => {
  const { vip, lab } = labWith(kind);

  test('becomes a check that agent and keepalived both have', () => {
    const [check, block] = expected[kind];
    expect(lab.checks).toMatchObject([{ ...check, weight: -60 }]);
    expect(exportConf(lab, lab.nodes[0]).text).toMatch(block);
  });

  test('is judged: its weight moves the address, and a smaller one is refused', () => {
    const [pair] = prioritiesOf(vip);
    expect(pair && flipOf(pair, weightOf(vip.check.weight) ?? 0, vip.preempt).flips).toBe(true);
    const hosts = lab.nodes.map(({ host }) => host);
    expect(vipWrongs(vip, hosts)).toEqual([]);
    const weak = { ...vip, check: { ...vip.check, weight: '-20' } };
    expect(vipWrongs(weak, hosts)).toEqual([{ name: 'check.weight', message: 'weightTooSmall' }]);
  });
});

test('a preset brings its own page, and leaving it keeps what stands there', () => {
  const { check } = labWith('nginx').vip;
  const tomcat = chooseKind(check, 'tomcat');
  expect(tomcat.url).toBe('http://127.0.0.1:8080/');
  expect(chooseKind(tomcat, 'http').url).toBe('http://127.0.0.1:8080/');
  expect(chooseKind({ ...tomcat, url: 'http://127.0.0.1:9090/' }, 'nginx').url).toBe('http://127.0.0.1/');
});

test.each<[Partial<VipForm['check']>, string]>([
  [{ kind: 'script', script: 'check' }, 'check.script'],
  [{ kind: 'script', script: '/check', arguments: 'a\u0000b' }, 'check.arguments'],
  [{ kind: 'script', script: '/check', arguments: "--text 'open" }, 'check.arguments'],
  [{ kind: 'script', script: '/check', user: 'no body' }, 'check.user'],
  [{ kind: 'interface', interface: 'eth 0' }, 'check.interface'],
  [{ kind: 'process', process: 'a/b' }, 'check.process'],
])('%o is refused at its own field', (change, field) => {
  const { vip } = labWith('none');
  const wrongs = vipWrongs({ ...vip, check: { ...vip.check, ...change } }, []);
  expect(wrongs.map(({ name }) => name)).toEqual([field]);
});
