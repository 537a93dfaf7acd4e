import { describe, expect, it } from 'vitest';
import { importLab } from './import-lab.ts';
import { readConf } from './read-conf.ts';

/** Line 8 has the VIP. */
const conf = ({ vrid = 51, vip = '10.0.0.100/24', interval = '1', before = '', track = '' }) => `global_defs {
}
vrrp_instance VI {
  interface eth0
  virtual_router_id ${vrid}
  advert_int ${interval}
  virtual_ipaddress {
    ${vip}
  }
  ${track}
}
${before}`;

type Part = Parameters<typeof conf>[0];
const imported = (a: Part, b: Part) =>
  importLab(
    [readConf({ name: 'a.conf', text: conf(a) }), readConf({ name: 'b.conf', text: conf(b) })],
    'web',
  );

describe('what an import says', () => {
  it.each([
    ['a VIP that no lab can hold', { vip: '127.0.0.1/8' }, /a\.conf:8: virtualRouters\.0\.vips\.0/],
    ['no VIP at all', { vip: '10.0.0.300/24' }, /a\.conf:3: virtualRouters\.0\.vips/],
  ])('names file and line of %s', (_name, part, detail) => {
    expect(() => imported(part, part)).toThrow(detail);
  });

  it('rounds an interval that version 2 has not, as keepalived does, and says so', () => {
    const { lab, notes } = imported({ interval: '0.3' }, { interval: '0.3' });
    expect(lab.advertIntervalMs).toBe(1000);
    expect(notes).toContainEqual(
      expect.objectContaining({ code: 'rounded', place: { file: 'a.conf', line: 6 } }),
    );
  });

  it('names the VRIDs that do not meet', () => {
    expect(() => imported({ vrid: 1 }, { vrid: 2 })).toThrow('(a.conf:3: VI 1, b.conf:3: VI 2)');
  });

  it('has file and line in every note', () => {
    const script = (path: string) => ({
      before: `vrrp_script web {\n  script "${path}"\n}`,
      track: 'track_script { web }',
    });
    const notes = [
      ...imported(script('/bin/a'), script('/bin/b')).notes,
      ...imported(script('/bin/a'), {}).notes,
      ...imported({}, { vip: '10.0.0.101/24', interval: '2' }).notes,
    ];
    expect(notes.length).toBeGreaterThan(5);
    expect(notes.filter(({ place }) => place === undefined)).toEqual([]);
    const about = (code: string) =>
      notes.find((one) => one.code === code && one.params.what === 'web')?.place;
    expect([about('differs'), about('one-sided')]).toEqual([
      { file: 'b.conf', line: 12 },
      { file: 'a.conf', line: 12 },
    ]);
  });
});
