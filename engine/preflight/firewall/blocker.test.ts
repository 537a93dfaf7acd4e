import { describe, expect, it } from 'vitest';
import { findIptablesBlocker } from './iptables.ts';
import { findBlocker } from './nft-blocker.ts';
import type { VrrpPacket } from './nft-match.ts';
import { parseRuleset } from './nft-ruleset.ts';

const packet: VrrpPacket = {
  direction: 'in',
  family: 4,
  source: '10.0.0.1',
  destination: '224.0.0.18',
  interface: 'eth0',
};
const place = { family: 'inet', table: 'filter' };
const input = {
  chain: { ...place, name: 'input', hook: 'input', prio: 0, policy: 'accept', type: 'filter' },
};
const closed = { chain: { ...input.chain, policy: 'drop' } };
const regular = (name: string) => ({ chain: { ...place, name, handle: 9 } });
let handle = 0;
const rule = (expr: object[], chain = 'input') => ({ rule: { ...place, chain, handle: ++handle, expr } });
const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
const protocol = { payload: { protocol: 'ip', field: 'protocol' } };
const source = { payload: { protocol: 'ip', field: 'saddr' } };
const destination = { payload: { protocol: 'ip', field: 'daddr' } };
const l4proto = { meta: { key: 'l4proto' } };
const state = { ct: { key: 'state' } };
const drop = { drop: null };
const accept = { accept: null };
const counter = { counter: { packets: 3, bytes: 120 } };

/** The handle of the rule that drops, `policy`, or null. */
function blocked(entries: object[], change: Partial<VrrpPacket> = {}) {
  const ruleset = parseRuleset(JSON.stringify({ nftables: [{ metainfo: {} }, ...entries] }));
  const found = ruleset && findBlocker(ruleset, { ...packet, ...change });
  return found ? (found.handle ?? 'policy') : null;
}

const tcp = rule([match({ payload: { protocol: 'tcp', field: 'dport' } }, 22), accept]);

describe('nft', () => {
  it.each<[string, object[], number | string | null]>(
    (() => {
      const rules = {
        number: rule([match(protocol, 112), counter, drop]),
        word: rule([match(protocol, 'vrrp'), { reject: { type: 'icmp' } }]),
        other: rule([match(protocol, 'tcp'), drop]),
        set: rule([match(l4proto, { set: ['esp', 112] }), drop]),
        prefix: rule([match(source, { prefix: { addr: '10.0.0.0', len: 24 } }), drop]),
        elsewhere: rule([match(source, { prefix: { addr: '10.1.0.0', len: 16 } }), drop]),
        range: rule([match(destination, { range: ['224.0.0.0', '224.0.0.255'] }), drop]),
        not: rule([match({ meta: { key: 'iifname' } }, 'lo', '!='), drop]),
        wildcard: rule([match({ meta: { key: 'iifname' } }, 'eth*'), drop]),
        named: rule([match(source, '@blocked'), drop]),
        limit: rule([{ limit: { rate: 1 } }, drop]),
        accepted: rule([match(protocol, 112), accept]),
        established: rule([match(state, { set: ['established', 'related'] }), accept]),
        vmap: rule([
          {
            vmap: {
              key: state,
              data: {
                set: [
                  ['established', accept],
                  [{ set: ['invalid', 'new'] }, drop],
                ],
              },
            },
          },
        ]),
        jump: rule([{ jump: { target: 'inner' } }]),
        goto: rule([{ goto: { target: 'inner' } }]),
        inner: rule([match(protocol, 112), drop], 'inner'),
        innerAccept: rule([match(protocol, 112), accept], 'inner'),
      };
      const handleOf = (entry: { rule: { handle: number } }) => entry.rule.handle;
      return [
        ['no rules', [], null],
        ['an open chain', [input, tcp], null],
        ['a rule by number, behind a counter', [input, rules.number], handleOf(rules.number)],
        ['a reject by name', [input, rules.word], handleOf(rules.word)],
        ['another protocol', [input, rules.other], null],
        ['a set with it', [input, rules.set], handleOf(rules.set)],
        ['the peer’s prefix', [input, rules.prefix], handleOf(rules.prefix)],
        ['somebody else’s prefix', [input, rules.elsewhere], null],
        ['the group’s range', [input, rules.range], handleOf(rules.range)],
        ['every interface but one', [input, rules.not], handleOf(rules.not)],
        ['interfaces by their beginning', [input, rules.wildcard], handleOf(rules.wildcard)],
        ['a named set that cannot be looked into', [input, rules.named], null],
        ['a limit', [input, rules.limit], null],
        ['a closed chain', [closed, tcp, rules.established], 'policy'],
        ['a closed chain that lets it in', [closed, rules.accepted], null],
        ['an accept before the drop', [input, rules.accepted, rules.number], null],
        ['a verdict map', [input, rules.vmap], handleOf(rules.vmap)],
        ['another chain', [input, regular('inner'), rules.jump, rules.inner], handleOf(rules.inner)],
        ['another chain that accepts', [closed, regular('inner'), rules.jump, rules.innerAccept], null],
        ['goto, then the policy', [closed, regular('inner'), rules.goto, rules.accepted], 'policy'],
      ];
    })(),
  )('%s', (_name, entries, expected) => {
    expect(blocked(entries)).toBe(expected);
  });

  it('an accept in one table does not help against a drop in another', () => {
    const late = {
      chain: { family: 'ip', table: 'late', name: 'in', hook: 'input', prio: 10, policy: 'accept' },
    };
    const dropped = { rule: { family: 'ip', table: 'late', chain: 'in', handle: 77, expr: [drop] } };
    expect(blocked([late, dropped, closed, rule([match(protocol, 112), accept])])).toBe(77);
  });

  it('what leaves is judged by the output hook alone', () => {
    expect(blocked([closed], { direction: 'out' })).toBeNull();
    const output = { chain: { ...closed.chain, name: 'output', hook: 'output' } };
    expect(blocked([output], { direction: 'out' })).toBe('policy');
  });

  describe('over IPv6', () => {
    const over6 = { family: 6, source: 'fe80::1', destination: 'ff02::12' } as const;
    const ip6 = (field: string) => ({ payload: { protocol: 'ip6', field } });
    const prefix = (addr: string, len: number) => ({ prefix: { addr, len } });

    it.each<[string, object, boolean]>([
      ['by number', match(ip6('nexthdr'), 112), true],
      ['by name', match(l4proto, 'vrrp'), true],
      ['ICMPv6', match(l4proto, 'ipv6-icmp'), false],
      ['IPv4’s protocol 112', match(protocol, 112), false],
      ['link-local senders', match(ip6('saddr'), prefix('fe80::', 10)), true],
      ['senders of another prefix', match(ip6('saddr'), prefix('fe80:1::', 32)), false],
      ['the group', match(ip6('daddr'), 'ff02::12'), true],
      ['a range of groups', match(ip6('daddr'), { range: ['ff02::10', 'ff02::20'] }), true],
      ['a range of others', match(ip6('daddr'), { range: ['ff02::13', 'ff02::20'] }), false],
      ['another hop limit', match(ip6('hoplimit'), 255, '!='), false],
      ['the family', match({ meta: { key: 'nfproto' } }, 'ipv6'), true],
      ['the other family', match({ meta: { key: 'nfproto' } }, 'ipv4'), false],
      ['multicast', match({ meta: { key: 'pkttype' } }, 'multicast'), true],
    ])('%s', (_name, condition, drops) => {
      const dropping = rule([condition, drop]);
      expect(blocked([input, dropping], over6)).toBe(drops ? dropping.rule.handle : null);
    });

    it('the tables of its family count, and those of both', () => {
      const of = (family: string) => [
        { chain: { ...closed.chain, family, table: family } },
        { rule: { family, table: family, chain: 'input', handle: 5, expr: [match(l4proto, 'tcp'), accept] } },
      ];
      expect(blocked(of('ip6'), over6)).toBe('policy');
      expect(blocked(of('inet'), over6)).toBe('policy');
      expect(blocked(of('ip'), over6)).toBeNull();
      expect(blocked(of('ip6'))).toBeNull();
    });
  });

  it('a chain of another device says nothing', () => {
    const ingress = {
      chain: { family: 'netdev', table: 'n', name: 'in', hook: 'ingress', policy: 'drop', dev: 'eth1' },
    };
    expect(blocked([ingress])).toBeNull();
    expect(blocked([{ chain: { ...ingress.chain, dev: ['eth0', 'eth1'] } }])).toBe('policy');
  });

  it('text that is no ruleset explains nothing', () => {
    expect(parseRuleset('nft: command not found')).toBeNull();
  });
});

describe('iptables-legacy', () => {
  const save = (...rules: string[]) =>
    ['*filter', ':INPUT ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ':LAN - [0:0]', ...rules, 'COMMIT'].join('\n');
  const rejectRest = '-A INPUT -j REJECT --reject-with icmp-host-prohibited';

  it.each([
    ['a drop by name', save('-A INPUT -p vrrp -j DROP'), '-A INPUT -p vrrp -j DROP'],
    [
      'a drop by number',
      save('-A INPUT -p tcp -j DROP', '-A INPUT -p 112 -j REJECT'),
      '-A INPUT -p 112 -j REJECT',
    ],
    ['a drop of everything', save('-A INPUT -j DROP'), '-A INPUT -j DROP'],
    ['an accept before it', save('-A INPUT -p 112 -j ACCEPT', '-A INPUT -j DROP'), undefined],
    ['one from elsewhere', save('-A INPUT -s 10.9.0.0/16 -p 112 -j DROP'), undefined],
    [
      'all multicast, on this interface',
      save('-A INPUT -d 224.0.0.0/4 -i eth+ -j DROP'),
      '-A INPUT -d 224.0.0.0/4 -i eth+ -j DROP',
    ],
    ['another interface', save('-A INPUT -i eth1 -j DROP'), undefined],
    ['everything but the loopback', save('-A INPUT ! -i lo -j DROP'), '-A INPUT ! -i lo -j DROP'],
    [
      'what RHEL 6 and its heirs begin with',
      save(
        '-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT',
        '-A INPUT -p icmp -j ACCEPT',
        '-A INPUT -i lo -j ACCEPT',
        '-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT',
        rejectRest,
      ),
      rejectRest,
    ],
    [
      'a chain that accepts',
      save('-A INPUT -j LAN', '-A LAN -s 10.0.0.0/24 -j ACCEPT', rejectRest),
      undefined,
    ],
    [
      'a chain that drops',
      save('-A INPUT -j LAN', '-A LAN -p 112 -m comment --comment "no VRRP" -j DROP'),
      '-A LAN -p 112 -m comment --comment "no VRRP" -j DROP',
    ],
    [
      'a comment that looks like a target',
      save('-A INPUT -m comment --comment "was \\"-j ACCEPT\\" once" -p vrrp -j DROP'),
      '-A INPUT -m comment --comment "was \\"-j ACCEPT\\" once" -p vrrp -j DROP',
    ],
    ['a chain that returns', save('-A INPUT -j LAN', '-A LAN -j RETURN', '-A LAN -j DROP'), undefined],
    ['two chains in a circle', save('-A INPUT -j LAN', '-A LAN -j LAN'), undefined],
    ['the other chain', save('-A OUTPUT -p 112 -j DROP'), undefined],
    ['a closed chain', save().replace('INPUT ACCEPT', 'INPUT DROP'), '-P INPUT DROP'],
    ['nothing', '', undefined],
  ])('%s', (_name, text, expected) => {
    expect(findIptablesBlocker(text, packet)?.rule).toBe(expected);
  });

  it.each([
    ['-A INPUT -s fe80::/10 -p vrrp -j DROP', true],
    ['-A INPUT -d ff02::12/128 -j REJECT --reject-with icmp6-port-unreachable', true],
    ['-A INPUT -d ff02::1/128 -j DROP', false],
    ['-A INPUT -s 10.0.0.0/8 -j DROP', false],
    ['-A INPUT -p ipv6-icmp -j DROP', false],
  ])('of ip6tables: %s', (text, drops) => {
    const over6 = { ...packet, family: 6, source: 'fe80::1', destination: 'ff02::12' } as const;
    expect(findIptablesBlocker(save(text), over6)?.rule).toBe(drops ? text : undefined);
  });
});
