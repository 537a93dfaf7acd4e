import { describe, expect, it } from 'vitest';
import { importLab } from './import-lab.ts';
import { losesMeaning, wordNote } from './notes.ts';
import { readConf } from './read-conf.ts';

const globals = (name: string, version = 2) =>
  `global_defs {\n router_id ${name}\n vrrp_version ${version}\n}\n`;
const instance = (vrid: number, more: string, interfaceName = 'eth0') =>
  `vrrp_instance VI_${vrid} {\n interface ${interfaceName}\n virtual_router_id ${vrid}\n virtual_ipaddress {\n 10.0.0.${vrid}/24\n }\n${more}}\n`;

function imported(body: string, version = 2) {
  const conf = (name: string) => readConf({ name: `${name}.conf`, text: globals(name, version) + body });
  return importLab([conf('a'), conf('b')], 'web');
}

const lost = (notes: ReturnType<typeof imported>['notes']) =>
  notes.filter(losesMeaning).map((one) => wordNote(one, 'en'));

describe('a weight inside a sync group', () => {
  const script = 'vrrp_script up {\n script "/bin/true"\n user root\n weight -60\n}\n';
  const tracks = ' track_script {\n  up\n }\n';
  const group = (more = '') => `vrrp_sync_group G {\n group {\n  VI_51\n  VI_52\n }\n${more}}\n`;
  const told = (body: string) =>
    imported(script + body).notes.flatMap((one) =>
      one.code === 'sync-weight-ignored' ? [wordNote(one, 'en')] : [],
    );

  it('is kept with a word, once: keepalived ignores what a member weighs', () => {
    const body = instance(51, tracks) + instance(52, tracks) + group();
    expect(imported(script + body).lab.checks).toMatchObject([{ name: 'up', weight: -60 }]);
    expect(told(body)).toEqual([
      expect.stringMatching(/^a\.conf:17: up has the weight -60, which keepalived ignores .* group G/),
    ]);
    expect(lost(imported(script + body).notes)).toEqual([]);
  });

  it('counts where the group itself tracks, and outside of one', () => {
    expect(told(instance(51, '') + instance(52, '') + group(tracks))).toEqual([]);
    expect(told(instance(51, tracks) + instance(52, tracks))).toEqual([]);
  });
});

describe('what a lab cannot say', () => {
  it('leaves out an instance on another interface, rather than put its VIPs on the wrong wire', () => {
    const { lab, notes } = imported(instance(51, '') + instance(52, '', 'eth1'));
    expect(lab.virtualRouters.map(({ vrid }) => vrid)).toEqual([51]);
    expect(lost(notes)[0]).toMatch(/^a\.conf:13: vrrp_instance VI_52 was left out: .*interface eth1/);
  });

  it('leaves out a check that counts the other way round', () => {
    const script = 'vrrp_script up {\n script "/bin/true"\n user root\n weight -60 reverse\n}\n';
    const { lab, notes } = imported(script + instance(51, ' track_script {\n  up\n }\n'));
    expect(lab.checks).toEqual([]);
    expect(lost(notes)[0]).toMatch(/^a\.conf:8: up was left out: .*reverse/);
  });

  it.each(['killall -0 haproxy', 'pidof haproxy', 'pgrep -x haproxy'])(
    'makes “%s”, which has no path, a check of the process',
    (command) => {
      const script = `vrrp_script up {\n script "${command}"\n interval 2\n weight 2\n}\n`;
      const { lab, notes } = imported(script + instance(51, ' track_script {\n  up\n }\n'));
      expect(lab.checks).toMatchObject([
        { kind: 'process', name: 'up', process: 'haproxy', intervalMs: 2000, weight: 2 },
      ]);
      expect(notes.map(({ code }) => code)).toContain('became-process');
      expect(lost(notes)).toEqual([]);
    },
  );

  it('leaves out a script without a path, and keeps the rest of the lab', () => {
    const script = 'vrrp_script up {\n script "check.sh -x"\n}\n';
    const { lab, notes } = imported(script + instance(51, ' track_script {\n  up\n }\n'));
    expect(lab.virtualRouters).toHaveLength(1);
    expect(lab.checks).toEqual([]);
    expect(lost(notes)[0]).toMatch(/^a\.conf:5: up was left out: .*absolute path/);
  });

  it('leaves out a VIP that keepalived puts on another interface', () => {
    const body = instance(51, '').replace(
      '10.0.0.51/24',
      '10.0.0.51/24 dev eth0 label eth0:1\n 10.0.9.51/24 dev eth9',
    );
    const { lab, notes } = imported(body);
    expect(lab.virtualRouters[0]?.vips).toEqual(['10.0.0.51/24']);
    expect(lost(notes)).toEqual([
      expect.stringMatching(/^a\.conf:10: 10\.0\.9\.51\/24 was left out: .*eth9/),
    ]);
  });

  it('counts what could not be read as lost: an include, a variable', () => {
    const { notes } = imported(`include more/*.conf\n${instance(51, ' priority $PRIO\n')}`);
    expect(new Set(notes.filter(losesMeaning).map(({ code }) => code))).toEqual(
      new Set(['include-missing', 'variable-undefined']),
    );
  });

  it('drops the password of a version 3 instance, which keepalived ignores too, with a word', () => {
    const { lab, notes } = imported(
      instance(51, ' authentication {\n  auth_type PASS\n  auth_pass 1234\n }\n'),
      3,
    );
    expect(lab.virtualRouters[0]?.authPass).toBeUndefined();
    expect(notes.map((one) => wordNote(one, 'en')).join('\n')).toContain('authentication of version 3');
    expect(lost(notes)).toEqual([]);
  });
});
