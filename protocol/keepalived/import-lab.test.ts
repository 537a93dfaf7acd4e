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
