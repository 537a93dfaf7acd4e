import fc from 'fast-check';
import { type Lab, labSchema } from '../../lab/schema.ts';

/** Labs that keepalived.conf can say without a loss: no quotes in texts, no times finer than its own. */
const seconds = (least: number, most: number) => fc.integer({ min: least, max: most }).map((n) => n * 1000);
const argument = fc.stringMatching(/^[A-Za-z0-9 ./:=@%+,#!{}$()*&;|<>~"-]{0,20}$/);
const command = fc.tuple(fc.constant('/usr/bin/x'), argument, argument).map((words) => [...words]);
const text = fc.stringMatching(/^[A-Za-z0-9 #!{}.-]{0,10}[a-z]$/);
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,10}$/);
const weight = fc.integer({ min: -253, max: 253 });

const judgement = {
  intervalMs: fc.integer({ min: 10, max: 100_000 }),
  timeoutMs: fc.integer({ min: 10, max: 100_000 }),
  rise: fc.integer({ min: 1, max: 255 }),
  fall: fc.integer({ min: 1, max: 255 }),
  weight,
  startsFailing: fc.boolean(),
};

const anyCheck = fc.oneof(
  fc.record({
    kind: fc.constant('script'),
    ...judgement,
    command,
    user: fc.constantFrom('nobody', 'www-data'),
  }),
  fc.record({
    kind: fc.constant('tcp'),
    ...judgement,
    host: fc.constantFrom('127.0.0.1', '::1', 'localhost'),
    port: fc.integer({ min: 1, max: 65_535 }),
  }),
  fc.record(
    {
      kind: fc.constant('http'),
      ...judgement,
      url: fc.constantFrom('http://127.0.0.1/', 'https://web.example:8443/a?b=1&c={d}#!$(x)'),
      status: fc.uniqueArray(fc.integer({ min: 100, max: 599 }), { minLength: 1, maxLength: 4 }),
      contains: text,
      verifyCertificate: fc.boolean(),
    },
    { requiredKeys: ['kind', 'url', ...(Object.keys(judgement) as (keyof typeof judgement)[])] },
  ),
  fc.record({
    kind: fc.constant('process'),
    process: text,
    minimum: fc.integer({ min: 1, max: 99 }),
    weight,
  }),
  fc.record({
    kind: fc.constant('interface'),
    interface: fc.constantFrom('eth1', 'bond0.7', 'a#b!'),
    weight,
  }),
);

const ipv4 = (third: number) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 1, maxLength: 30 })
    .map((hosts) => hosts.map((host) => `10.${third}.0.${host}/24`));

const anyRouter = fc.record(
  {
    vips: fc.oneof(ipv4(1), fc.constant(['fe80::100/64', '2001:db8::100/64'])),
    priorities: fc.record({
      'node-a': fc.integer({ min: 1, max: 254 }),
      'node-b': fc.integer({ min: 1, max: 254 }),
    }),
    preemption: fc.oneof(
      fc.constant({ preempt: false }),
      fc.integer({ min: 0, max: 1_000_000 }).map((preemptDelayMs) => ({ preemptDelayMs })),
    ),
    vmac: fc.boolean(),
    accept: fc.boolean(),
    authPass: fc.stringMatching(/^[a-zA-Z0-9 #!{}'-]{0,7}[a-z]$/),
    checksumForm: fc.constantFrom('pseudo-header', 'message-only'),
    excludedVips: ipv4(2),
    syncGroup: fc.constantFrom('G1', 'G2'),
    notify: fc.record(
      { master: command, backup: command, stop: command, user: fc.constantFrom('root', 'ops') },
      { requiredKeys: ['master', 'user'] },
    ),
    transport: fc.constantFrom('multicast', 'unicast'),
  },
  { requiredKeys: ['vips', 'priorities', 'preemption'] },
);

export const anyLab: fc.Arbitrary<Lab> = fc
  .record({
    version: fc.constantFrom(2, 3),
    interval: fc.integer({ min: 1, max: 255 }),
    routers: fc.array(anyRouter, { minLength: 1, maxLength: 4 }),
    checks: fc.uniqueArray(fc.tuple(name, anyCheck), { maxLength: 5, selector: ([own]) => own }),
    garp: fc.record({
      repeat: fc.integer({ min: 1, max: 255 }),
      delayMs: seconds(0, 1000),
      refreshMs: seconds(0, 86_400),
      refreshRepeat: fc.integer({ min: 1, max: 255 }),
      intervalMs: fc.integer({ min: 0, max: 1000 }),
    }),
    startupDelayMs: fc.integer({ min: 0, max: 600_000 }),
  })
  .map(({ version, interval, routers, checks, garp, startupDelayMs }) => {
    const seen = new Set<string>();
    const node = (name: string, host: string) => ({
      name,
      host,
      user: 'root',
      interface: 'eth0',
      auth: { kind: 'agent' },
    });
    return labSchema.parse({
      name: 'any',
      vrrpVersion: version,
      advertIntervalMs: version === 2 ? interval * 1000 : interval * 10,
      nodes: [node('node-a', '10.0.0.1'), node('node-b', '10.0.0.2')],
      virtualRouters: routers.map(({ preemption, authPass, ...router }, index) => {
        const isIpv6 = router.vips[0]?.includes(':') ?? false;
        return {
          vrid: index + 1,
          ...router,
          ...preemption,
          ...(version === 2 && isIpv6 ? { vips: ['10.3.0.1/24'] } : {}),
          ...(isIpv6 ? { transport: 'multicast' } : {}),
          ...(version === 2 && authPass !== undefined ? { authPass } : {}),
        };
      }),
      checks: checks
        .map(([own, check]) => ({ ...check, ...(check.kind === 'interface' ? {} : { name: own }) }))
        // The members of a sync group take no weight of an interface.
        .map((check) =>
          check.kind === 'interface' && routers.some(({ syncGroup }) => syncGroup)
            ? { ...check, weight: 0 }
            : check,
        )
        .filter((check) => {
          const key = 'interface' in check ? check.interface : '';
          if (key !== '' && seen.has(key)) return false;
          seen.add(key);
          return true;
        }),
      garp,
      startupDelayMs,
    });
  });
