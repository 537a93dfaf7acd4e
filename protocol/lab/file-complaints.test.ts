import { describe, expect, it } from 'vitest';
import { complaintsOf, placedComplaints } from './file-complaints.ts';
import { lineOfDottedPath } from './json-place.ts';
import { labSchema } from './schema.ts';

const node = (name: string, host: string) => ({
  name,
  host,
  user: 'root',
  interface: 'eth0',
  auth: { kind: 'agent' },
});
const lab = {
  name: 'web',
  nodes: [node('a', '10.0.0.1'), node('b', '10.0.0.2')],
  virtualRouters: [{ vrid: 51, vips: ['10.0.0.100/24'], priorities: { a: 150, b: 100 } }],
  checks: [{ kind: 'tcp', port: 80 }],
};

/** The complaints about the lab with a text of it replaced. */
function complaints(from: string, to: string) {
  const text = JSON.stringify(lab, null, 2).replace(from, to);
  const parsed = labSchema.safeParse(JSON.parse(text));
  return parsed.success
    ? []
    : complaintsOf(labSchema, parsed.error.issues, text).map(({ line, text }) => `${line} ${text}`);
}

describe('a misspelt field of a lab', () => {
  it.each([
    [
      '"priorities"',
      '"priorites"',
      '29 virtualRouters.0.priorites: there is no field of this name; did you mean priorities?',
    ],
    ['"vips"', '"VIPs"', '26 virtualRouters.0.VIPs: there is no field of this name; did you mean vips?'],
    [
      '"interface"',
      '"intreface"',
      '8 nodes.0.intreface: there is no field of this name; did you mean interface?',
    ],
    [
      '"port": 80',
      '"port": 80, "intervallMs": 5',
      '38 checks.0.intervallMs: there is no field of this name; did you mean intervalMs?',
    ],
    ['"port": 80', '"port": 80, "url": "x"', '38 checks.0.url: there is no field of this name'],
    ['"name": "web"', '"name": "web", "comment": ""', '2 comment: there is no field of this name'],
  ])('%s as %s is named, with its line and what was meant', (from, to, complaint) => {
    expect(complaints(from, to)).toEqual([complaint]);
  });

  it('that is a VIP without a sane prefix says what one looks like', () => {
    expect(complaints('10.0.0.100/24', '10.0.0.100/33')).toEqual([
      expect.stringMatching(/^27 virtualRouters\.0\.vips\.0: .*10\.0\.0\.9\/24/),
    ]);
  });

  it('of very many says the first ones, and how many more there are', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `"zz${index}": 0`);
    const found = complaints('"name": "web"', `"name": "web", ${names.join(', ')}`);
    expect(found).toHaveLength(20);
    expect(found[0]).toBe('2 zz0: there is no field of this name');
    expect(found[19]).toBe('2 zz19: there is no field of this name; and 49980 more');
  });

  it('stands before everything else that is wrong', () => {
    const found = complaints('"vrid": 51,\n      "vips"', '"vrid": 0,\n      "vpis"');
    expect(found).toEqual([
      expect.stringContaining('26 virtualRouters.0.vpis'),
      expect.stringMatching(/^25 virtualRouters.0.vrid: /),
    ]);
  });
});

describe('a host that is no address', () => {
  it.each(['10.0.0.300', '10.0.0', '10.0.0.01', '17', 'web.1'])('%s is refused with its line', (host) => {
    expect(complaints('10.0.0.1"', `${host}"`)).toEqual([
      '6 nodes.0.host: neither an IPv4 address nor a host name',
    ]);
  });

  it.each(['web-1', 'node.example', '3com.example'])('%s is a name', (host) => {
    expect(complaints('10.0.0.1"', `${host}"`)).toEqual([]);
  });
});

it('each complaint names file and line', () => {
  const list = [
    { line: 2, text: 'a: b' },
    { line: 4, text: 'c: d' },
  ];
  expect(placedComplaints('lab.json', list)).toEqual({
    path: 'lab.json:2',
    detail: 'a: b; lab.json:4: c: d',
  });
});

it('a path as people read it is found, dots in names included', () => {
  const text = '{\n"priorities": {\n"node.a": 1,\n"node": 2\n},\n"vips": [\n"x",\n"y"]\n}';
  const line = (path: string) => lineOfDottedPath(text, path);
  expect(['priorities.node.a', 'priorities.node', 'vips.1', 'vips.9', 'nothing'].map(line)).toEqual([
    3, 4, 8, 6, 1,
  ]);
});
