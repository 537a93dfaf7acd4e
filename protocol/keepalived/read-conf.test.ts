import { describe, expect, it } from 'vitest';
import { noteCodes, wordNote } from './notes.ts';
import { readConf } from './read-conf.ts';
import { parseConf } from './tree.ts';
import { quoteCommand, splitCommand, splitQuoted } from './words.ts';

const read = (text: string, options = {}) => readConf({ name: 'a.conf', text }, options);

const whole = `! Configuration
global_defs {
  router_id node-a   # who
  vrrp_version 3
  script_user root
  vrrp_garp_master_repeat 2
}
vrrp_script chk_web
{
  script "/usr/bin/curl -s 'http://127.0.0.1/a b#c'"  # web
  interval 0.5
  weight -60 reverse
  fall 3
  user nobody
  init_fail
}
vrrp_track_process proxy { process haproxy
  quorum 2 }
vrrp_instance VI_1 {
  state MASTER
  interface eth0
  virtual_router_id 51
  priority 150
  advert_int 0.1
  authentication {
    auth_type PASS
    auth_pass "s#cr t"
  }
  virtual_ipaddress {
    10.0.0.100/24 dev eth1 label eth1:1
    10.0.0.101
  }
  unicast_peer { 10.0.0.2 }
  track_script { chk_web weight -20
  }
  notify_master "/bin/n 'two words' x" ops
  lvs_sync_daemon_interface eth0
}
vrrp_sync_group G { group { VI_1
 VI_2 } }
`;

describe('reading keepalived.conf', () => {
  it('finds every setting with its line', () => {
    const { globals, scripts, processes, instances, syncGroups } = read(whole);
    expect(globals).toMatchObject({
      routerId: { value: 'node-a', place: { file: 'a.conf', line: 3 } },
      vrrpVersion: { value: 3 },
      garp: { repeat: { value: 2 } },
    });
    expect(scripts[0]).toMatchObject({
      name: 'chk_web',
      command: { value: ['/usr/bin/curl', '-s', 'http://127.0.0.1/a b#c'], place: { line: 10 } },
      intervalMs: { value: 500 },
      weight: { value: -60 },
      reverse: true,
      fall: { value: 3 },
      user: { value: 'nobody' },
      initFail: { value: true },
    });
    expect(processes[0]).toMatchObject({ process: { value: ['haproxy'] }, quorum: { value: 2 } });
    expect(instances[0]).toMatchObject({
      state: { value: 'MASTER' },
      vrid: { value: 51, place: { line: 22 } },
      advertIntervalMs: { value: 100 },
      authPass: { value: 's#cr t' },
      vips: [
        { cidr: '10.0.0.100/24', options: ['dev', 'eth1', 'label', 'eth1:1'] },
        { cidr: '10.0.0.101/32', options: [] },
      ],
      unicastPeers: [{ value: '10.0.0.2' }],
      tracks: { script: [{ name: 'chk_web', weight: -20 }] },
      notify: { master: { value: { command: ['/bin/n', 'two words', 'x'], user: 'ops' } } },
    });
    expect(syncGroups[0]?.members.map(({ value }) => value)).toEqual(['VI_1', 'VI_2']);
  });

  it('names what it does not know, with file and line', () => {
    expect(read(whole).notes.map((note) => wordNote(note, 'en'))).toEqual([
      'a.conf:37: lvs_sync_daemon_interface has no place in a lab',
      'a.conf:40: group names VI_2, which is not defined',
    ]);
  });

  it('keeps every line of the file', () => {
    const tree = parseConf({ name: 'a.conf', text: whole });
    expect(tree.source.map(({ raw }) => raw).join('\n')).toBe(whole);
  });

  it('puts definitions in, also from one another and of several lines', () => {
    const { instances } = read(`$BASE=10.2.\${SUB}
$SUB=7
$INSTANCE= \\
  vrrp_instance VI_\${N} { \\
    virtual_router_id \${N} \\
    virtual_ipaddress { \${BASE}.\${N}/24 } \\
  }
$N=1
$INSTANCE
$N=2
$INSTANCE`);
    expect(instances.map(({ name, vrid, vips }) => [name, vrid?.value, vips[0]?.cidr])).toEqual([
      ['VI_1', 1, '10.2.7.1/24'],
      ['VI_2', 2, '10.2.7.2/24'],
    ]);
  });

  it('repeats lines of a sequence, also within one another', () => {
    const { instances, notes } = read(`$V= \\
  vrrp_instance V\${I}_\${X} { \\
    virtual_ipaddress { \\
      ~SEQ(N, 3, -1, 2) 10.\${I}.0.\${N}/24 \\
    } }
~SEQ(I, 1, 2) ~SEQx(X, 0x0f, 16) $V`);
    expect(instances.map(({ name }) => name)).toEqual(['V1_f', 'V1_10', 'V2_f', 'V2_10']);
    expect(instances[3]?.vips.map(({ cidr }) => cidr)).toEqual(['10.2.0.3/24', '10.2.0.2/24']);
    expect(notes).toEqual([]);
  });

  it('ends where definitions multiply without end', () => {
    const names = [...'ABCDEFGHIJ'];
    const text = names.map((name, index) => {
      const line = `$${names[index + 1] ?? 'NONE'} \\\n`;
      return `$${name}= \\\n${line.repeat(20)}@none x\n`;
    });
    expect(read(`${text.join('')}$A`).notes.map(({ code }) => code)).toContain('too-large');
  });

  it('takes the conditional lines of the asked configuration id only', () => {
    const text = 'vrrp_instance V {\n@main priority 240\n@^main priority 200\n}';
    expect(read(text, { configId: 'main' }).instances[0]?.priority?.value).toBe(240);
    expect(read(text).instances[0]?.priority?.value).toBe(200);
  });

  it.each([
    ['U+FEFF', '\ufeffvrrp_instance A {\n interface eth0\n}'],
    ['U+00A0', 'vrrp_instance A {\n\u00a0interface\u00a0eth0 # \u00a0\n}'],
    ['U+3000', 'vrrp_instance A {\n interface\u3000eth0\n}'],
  ])('reads %s as the space that was meant, and says that keepalived does not', (character, text) => {
    const { instances, notes } = read(text);
    expect(instances[0]?.interface?.value).toBe('eth0');
    expect(notes).toMatchObject([{ code: 'odd-space', params: { character } }]);
  });

  it('leaves an odd space in a quoted string or a comment alone', () => {
    const { scripts, notes } = read('vrrp_script a { # \u00a0\n script "/bin/echo \'a\u00a0b\'"\n}');
    expect(scripts[0]?.command?.value).toEqual(['/bin/echo', 'a\u00a0b']);
    expect(notes).toEqual([]);
  });

  it('reads included files and refuses loops', () => {
    const files: Record<string, string> = {
      '/etc/keepalived/b.conf': 'vrrp_instance B {\n}\ninclude keepalived.conf',
      '/etc/keepalived/keepalived.conf': 'include b.conf\ninclude none/*',
    };
    const include = (pattern: string) => {
      const name = `/etc/keepalived/${pattern}`;
      return files[name] === undefined ? [] : [{ name, text: files[name] }];
    };
    const name = '/etc/keepalived/keepalived.conf';
    const { instances, notes } = readConf({ name, text: files[name] ?? '' }, { include });
    expect(instances[0]?.place).toEqual({ file: '/etc/keepalived/b.conf', line: 1 });
    expect(notes.map(({ code }) => code)).toEqual(['include-loop', 'include-missing']);
  });

  it.each([
    ['vrrp_instance A {\n', 'brace-missing'],
    ['}\n', 'brace-extra'],
    ['{\n}', 'brace-unexpected'],
    ['vrrp_script "a {', 'quote-missing'],
    ['~LST(A,1,2) x', 'sequence'],
    ['~SEQ(A,1,0,2) x', 'sequence'],
    ['~SEQ(A,1,99999999) x', 'sequence'],
    ['$A=$A x\n$A', 'variable-loop'],
    ['vrrp_instance A {\npriority $P\n}', 'variable-undefined'],
    ['vrrp_instance A {\npriority 256\n}', 'value-wrong'],
    ['vrrp_instance A {\nvirtual_routerid 1\n}', 'keyword-unknown'],
    ['{\n'.repeat(100), 'too-deep'],
  ])('says what is wrong in %j', (text, code) => {
    expect(read(text).notes.map((note) => note.code)).toContain(code);
  });
});

describe('quoting', () => {
  it('splits as keepalived does', () => {
    expect(splitCommand(`/s 'b c' d\\ e "q\\"" '' x\\041`)).toEqual(['/s', 'b c', 'd e', 'q"', '', 'x!']);
    expect(splitCommand(`/s 'open`)).toBeUndefined();
  });

  it('writes commands that split into the same words, or none', () => {
    const command = ['/bin/sh', '-c', 'a; "$1" #! {}', '', 'é'];
    const [line = ''] = splitQuoted(quoteCommand(command) ?? '') ?? [];
    expect(splitCommand(line)).toEqual(command);
    for (const bad of ["it's", 'a\\b', 'a\nb', '$_PWD']) expect(quoteCommand(['/x', bad])).toBeUndefined();
  });
});

it.each(noteCodes)('%s says the same facts in both languages', (code) => {
  const facts = (language: 'en' | 'zh-CN') =>
    [...wordNote({ code, params: {} }, language).matchAll(/\{\w+\}/g)].map(String).sort();
  expect([...new Set(facts('zh-CN'))]).toEqual([...new Set(facts('en'))]);
});
