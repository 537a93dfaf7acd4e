import { describe, expect, it } from 'vitest';
import { readConf } from '../keepalived/read-conf.ts';
import { type LabInput, labSchema } from '../lab/schema.ts';
import { wordFinding } from './finding.ts';
import { lintConfs, lintLab } from './lint.ts';
import { findingCodes, findingWords } from './words.ts';

interface Conf {
  globals?: string;
  before?: string;
  instance?: string;
  vips?: string;
  priority?: number;
  after?: string;
}

const conf = ({
  globals = '',
  before = '',
  instance = '',
  vips = '10.0.0.100/24',
  priority = 150,
  after = '',
}: Conf) => `
global_defs {
${globals}
}
${before}
vrrp_instance VI {
interface eth0
virtual_router_id 51
priority ${priority}
${instance}
virtual_ipaddress {
${vips}
}
}
${after}`;

function lint(a: Conf, b: Conf) {
  const [first, second] = [
    { name: 'a.conf', conf: readConf({ name: 'a.conf', text: conf({ priority: 150, ...a }) }) },
    { name: 'b.conf', conf: readConf({ name: 'b.conf', text: conf({ priority: 100, ...b }) }) },
  ] as const;
  return lintConfs([first, second]);
}

const brief = (found: ReturnType<typeof lintConfs>) =>
  found.map(({ code, severity }) => `${severity} ${code}`);
const same = (part: Conf) => lint(part, part.priority === undefined ? part : { ...part });

const script = (weight: number, path = '/bin/x') =>
  `vrrp_script web {\nscript "${path}"\nweight ${weight}\n}`;
const track = 'track_script {\nweb\n}';
const unicast = (own: number, peer: number) =>
  `unicast_src_ip 10.0.0.${own}\nunicast_peer {\n10.0.0.${peer}\n}`;
const auth = (password: string) => `authentication {\nauth_type PASS\nauth_pass ${password}\n}`;

describe('a file without what keepalived needs', () => {
  const bare = (text: string) => {
    const file = { name: 'a.conf', conf: readConf({ name: 'a.conf', text }) };
    return lintConfs([file, file]).map(({ code, severity, where }) => `${where} ${severity} ${code}`);
  };

  it('has no vrrp_instance: an error, not “nothing found”', () => {
    expect(new Set(bare('global_defs {\n}\n'))).toEqual(new Set(['a.conf error instance-missing']));
  });

  it('has an instance without interface and VRID: an error at its line', () => {
    expect(new Set(bare('\nvrrp_instance VI {\nvirtual_ipaddress { 10.0.0.1/24 }\n}'))).toEqual(
      new Set(['a.conf:2 error setting-missing']),
    );
    expect(bare('global_defs {\ndefault_interface eth0\n}\nvrrp_instance VI {\n}')).toHaveLength(2);
  });
});

describe('an address that is none', () => {
  const where = (part: Conf) =>
    lint(part, {}).flatMap((one) =>
      one.note?.code === 'address-wrong' ? [[one.where, one.note.params.value]] : [],
    );

  it.each([
    '10.0.0.300/24',
    '10.0.0.1/33',
    '10.0.0/24',
    'banana',
    'fe80::g/64',
    '10.0.0.1/024',
    '10.0.0.1/24/8',
  ])('%s as a VIP is an error with its file and line', (vips) => {
    expect(where({ vips })).toEqual([['a.conf:12', vips]]);
  });

  it('is one of a unicast peer or source too', () => {
    expect(where({ instance: 'unicast_src_ip 10.0.0\nunicast_peer {\n10.0.0.256\n10.0.0.9\n}' })).toEqual([
      ['a.conf:10', '10.0.0'],
      ['a.conf:12', '10.0.0.256'],
    ]);
  });

  it.each(['10.0.0.0/24', '10.0.0.255/24', '127.0.0.1/8', '224.0.0.18/32', '0.0.0.0/0', '::1/128'])(
    '%s is an address, but no host’s',
    (vips) => {
      const found = lint({ vips }, { vips }).filter(({ code }) => code === 'vip-unusable');
      expect(found.map((one) => one.where)).toEqual(['a.conf:12', 'b.conf:12']);
    },
  );

  it.each(['10.0.0.0/31', '10.0.0.255/32', '10.0.1.0/23', 'fe80::1/64'])('%s is a host’s', (vips) => {
    expect(brief(lint({ vips }, { vips }))).not.toContain('error vip-unusable');
  });
});

describe('lint of two configurations', () => {
  it('finds nothing in a pair that fits', () => {
    expect(lint({}, {})).toEqual([]);
  });

  it.each<[string, Conf, Conf, string[]]>([
    ['versions', { globals: 'vrrp_version 3' }, {}, ['error version-differs']],
    ['intervals of version 2', { instance: 'advert_int 2' }, {}, ['error interval-differs']],
    [
      'intervals of version 3',
      { globals: 'vrrp_version 3', instance: 'advert_int 2' },
      { globals: 'vrrp_version 3' },
      ['warning interval-differs'],
    ],
    ['VIPs', { vips: '10.0.0.100/24\n10.0.0.101/24' }, {}, ['error vips-differ']],
    ['prefix lengths', { vips: '10.0.0.100/25' }, {}, ['warning prefix-differs']],
    ['passwords', { instance: auth('one') }, { instance: auth('two') }, ['error auth-differs']],
    ['one password', { instance: auth('one') }, {}, ['error auth-differs']],
    [
      'passwords whose first 8 characters agree',
      { instance: auth('longpassX') },
      { instance: auth('longpass') },
      ['warning auth-truncated'],
    ],
    [
      'half seconds of version 2',
      { instance: 'advert_int 0.5' },
      { instance: 'advert_int 0.5' },
      ['warning interval-fraction', 'warning interval-fraction'],
    ],
    ['equal priorities', { priority: 100 }, {}, ['warning priority-equal']],
    ['unicast and multicast', { instance: unicast(1, 2) }, {}, ['error unicast-mixed']],
    [
      'peers that do not name each other',
      { instance: unicast(1, 3) },
      { instance: unicast(2, 1) },
      ['error unicast-peer-missing'],
    ],
    ['two masters', { instance: 'state MASTER' }, { instance: 'state MASTER' }, ['warning both-master']],
    [
      'nopreempt with state MASTER',
      { instance: 'state MASTER\nnopreempt' },
      { instance: 'nopreempt' },
      ['warning nopreempt-master'],
    ],
    ['nopreempt on one', { instance: 'nopreempt' }, {}, ['warning nopreempt-differs']],
    [
      'a preempt delay without preemption',
      { instance: 'nopreempt\npreempt_delay 5' },
      { instance: 'nopreempt' },
      ['warning preempt-delay-without-preempt'],
    ],
    [
      'checksum forms',
      { globals: 'vrrp_version 3\nv3_checksum_as_v2' },
      { globals: 'vrrp_version 3' },
      ['error checksum-differs'],
    ],
    [
      'another VRID',
      {
        after:
          'vrrp_instance B {\ninterface eth0\nvirtual_router_id 52\nvirtual_ipaddress { 10.0.0.9/24 }\n}',
      },
      {},
      ['error vrid-missing'],
    ],
    ['a strict gateway', { globals: 'vrrp_strict' }, {}, ['warning strict-drops']],
    [
      'strict unicast with a password',
      { globals: 'vrrp_strict', instance: `${unicast(1, 2)}\n${auth('x')}\naccept` },
      { instance: `${unicast(2, 1)}\n${auth('x')}` },
      ['error strict-unicast', 'error strict-auth'],
    ],
    [
      'a relative script',
      { before: script(-60, 'bin/check.sh'), instance: track },
      {},
      ['error script-relative'],
    ],
    [
      'a script that is to be looked for',
      { before: script(-60, 'check.sh'), instance: track },
      {},
      ['warning script-relative'],
    ],
    ['a keyword that is none', { instance: 'virtual_router 5' }, {}, ['error conf-note']],
    ['a brace too many', { after: '}' }, {}, ['error conf-note']],
    ['no VIP', { vips: '' }, { vips: '' }, ['error vips-missing', 'error vips-missing']],
    ['an owner', { priority: 255 }, {}, ['warning priority-owner']],
    [
      'a VIP of another network',
      { instance: unicast(1, 2), vips: '10.9.0.1/24' },
      { instance: unicast(2, 1), vips: '10.9.0.1/24' },
      ['info vip-elsewhere', 'info vip-elsewhere'],
    ],
  ])('names %s', (_name, a, b, expected) => {
    expect(brief(lint(a, b))).toEqual(expected);
  });

  it('finds a VRID twice on one interface, but not once per family', () => {
    const twice = (vip: string) =>
      `vrrp_instance B {\ninterface eth0\nvirtual_router_id 51\nversion 3\nvirtual_ipaddress { ${vip} }\n}`;
    expect(brief(same({ after: twice('10.0.0.9/24') }))).toContain('error vrid-duplicate');
    expect(brief(same({ after: twice('fe80::1/64') }))).not.toContain('error vrid-duplicate');
  });

  it('finds a long list of VIPs and a password without effect', () => {
    const vips = Array.from({ length: 21 }, (_, index) => `10.0.0.${index + 1}/24`).join('\n');
    expect(brief(lint({ vips }, { vips }))).toEqual(['warning vips-many', 'warning vips-many']);
    const part = { globals: 'vrrp_version 3', instance: auth('longer-than-8') };
    expect(brief(lint(part, {}))).toContain('warning auth-without-effect');
    expect(brief(lint(part, {}))).toContain('warning auth-truncated');
  });

  it.each([
    [-50, 1],
    [-51, 0],
    [-60, 0],
    [40, 1],
    [0, 0],
  ])('proves with numbers whether weight %d moves the VIP', (weight, count) => {
    const part = { before: script(weight), instance: track };
    const found = lint(part, part).filter(({ code }) => code === 'weight-too-small');
    expect(found).toHaveLength(count);
    if (weight === -50)
      expect(wordFinding(found[0] as (typeof found)[number], 'en').message).toContain(
        'falls from 150 to 100',
      );
  });

  it('counts a positive weight as what is lost when the check fails', () => {
    const part = { before: script(60), instance: track };
    expect(brief(lint(part, part))).toEqual([]);
  });

  it('takes two ways of writing one address for the same', () => {
    expect(brief(lint({ vips: 'fe80::1/64' }, { vips: 'FE80:0::0001/64' }))).toEqual([]);
  });

  it('names a VIP that two virtual routers of a node have', () => {
    const second = (address: string): Conf => ({
      after: `vrrp_instance B {\ninterface eth1\nvirtual_router_id 52\npriority 50\nvirtual_ipaddress {\n${address}\n}\n}`,
    });
    const found = lint(second('10.0.0.100/32'), second('10.0.0.7/24')).filter(
      ({ code }) => code === 'vip-duplicate',
    );
    expect(found).toMatchObject([{ severity: 'error', where: 'a.conf:20', params: { vrid: 51, other: 52 } }]);
  });

  it('names what keepalived leaves out of a file: a VIP of another family, a second block of one name', () => {
    const notes = lint({ vips: '10.0.0.100/24\n2001:db8::1/64', after: 'vrrp_instance VI {\n}' }, {});
    expect(notes.map(({ where, severity, note }) => [where, severity, note?.code])).toEqual([
      ['a.conf:13', 'error', 'family-differs'],
      ['a.conf:16', 'error', 'name-twice'],
    ]);
  });

  it('says that nopreempt keeps a weight from moving anything', () => {
    const part = { before: script(-60), instance: `nopreempt\n${track}` };
    expect(brief(lint(part, part))).toEqual(['warning weight-nopreempt', 'warning weight-nopreempt']);
  });

  it('says that a sync group ignores weights and needs one preferred node', () => {
    const part = (second: number): Conf => ({
      before: script(-60),
      instance: track,
      after: `vrrp_instance B {\ninterface eth0\nvirtual_router_id 52\npriority ${second}\nvirtual_ipaddress { 10.0.1.1/24 }\n}
vrrp_sync_group G { group {\nVI\nB\n} }`,
    });
    expect(brief(lint(part(50), part(60)))).toEqual([
      'error sync-differs',
      'warning sync-weight',
      'warning sync-weight',
    ]);
  });

  it('says where', () => {
    expect(lint({ instance: 'advert_int 2' }, { instance: 'advert_int 3' })[0]?.where).toBe('b.conf:10');
  });
});

describe('lint of a lab', () => {
  const node = (name: string, host: string) => ({
    name,
    host,
    user: 'root',
    interface: 'eth0',
    auth: { kind: 'agent' as const },
  });
  const lab = (change: Partial<LabInput>) =>
    lintLab(
      labSchema.parse({
        name: 'web',
        nodes: [node('a', '10.0.0.1'), node('b', '10.0.0.2')],
        virtualRouters: [{ vrid: 51, vips: ['10.0.0.100/24'], priorities: { a: 150, b: 100 } }],
        ...change,
      }),
    );

  it('finds nothing in one that fits', () => {
    expect(lab({})).toEqual([]);
  });

  it('finds a weight that cannot move the VIP, at its path', () => {
    const checks = [{ kind: 'process' as const, process: 'nginx', weight: -20 }];
    expect(lab({ checks })).toMatchObject([{ code: 'weight-too-small', where: 'checks.0.weight' }]);
  });

  it('finds a dual master that is none', () => {
    const router = (vrid: number) => ({ vrid, vips: [`10.0.0.${vrid}/24`], priorities: { a: 150, b: 100 } });
    const found = lab({ mode: 'dual-master', virtualRouters: [router(51), router(52)] });
    expect(found).toMatchObject([{ code: 'dual-master-same', where: 'mode', params: { a: 'a' } }]);
  });

  it('says once what stands in one place for both nodes', () => {
    const virtualRouters = [
      {
        vrid: 51,
        vips: ['10.0.0.100/24'],
        priorities: { a: 150, b: 100 },
        preempt: false,
        preemptDelayMs: 5,
      },
    ];
    expect(lab({ virtualRouters })).toHaveLength(1);
  });
});

it.each(findingCodes)('%s says the same facts in both languages', (code) => {
  const facts = (language: 'en' | 'zh-CN') => {
    const { message, hint } = findingWords[code][language];
    return [...new Set([...`${message} ${hint}`.matchAll(/\{\w+\}/g)].map(String))].sort();
  };
  expect(facts('zh-CN')).toEqual(facts('en'));
});
