import { phrase } from '../../protocol/contract/phrase.ts';
import { fail } from '../../protocol/contract/problem.ts';
import type { MethodHandlers } from '../../protocol/rpc/handlers.ts';
import { createMemoryPortPair, type Port } from '../../protocol/rpc/port.ts';
import { serve } from '../../protocol/rpc/server.ts';
import { fakeSources } from './fake-sources.ts';
import { cardsOf, hostPrograms, labOf, longNames, nodeNames, reportOf } from './fixtures.ts';
import { TestCapture } from './frames.ts';
import { planScript } from './plan-script.ts';
import { allowedVrrp } from './preflight-script.ts';
import type { Scenario } from './scenario.ts';
import { leftoverReport, switchoverResultOf } from './troubled.ts';

const never = <T>() => new Promise<T>(() => undefined);
const fingerprint = (letter: string) =>
  `SHA256:${letter.repeat(12)}q7Jd0VxPz3LmN8RkT2wYb4Hs6UcE1f${letter}`.slice(0, 50);
const denied = () => fail('capture.not-permitted', { fix: 'setcap cap_net_raw+ep tandem-agent' });

/** A scripted engine for tests and for looking at the window. The product never contains it. */
export function fakeEngine(scenario: Scenario): () => Promise<Port> {
  const names = scenario.names === 'long' ? longNames : nodeNames;
  const labs =
    scenario.labs === 'none' ? [] : [labOf(scenario.names === 'long' ? longNames[0] : 'practice', names)];
  if (scenario.deployed === 'no') for (const summary of labs) summary.deployedMs = null;
  if (scenario.deployed === 'cut-short')
    for (const summary of labs) summary.deployBegunMs = 1_790_000_060_000;
  const capture = new TestCapture();
  const trusted = new Set<string>();

  const handlers: MethodHandlers = {
    'system.info': () => ({
      version: '0.1.0',
      contract: 1,
      platform: 'linux',
      shell: 'server',
      capture: { allowed: scenario.capture !== 'denied', reason: null },
    }),
    'interfaces.list': () => [
      {
        name: 'tandem0',
        mac: '02:4e:00:00:00:01',
        addresses: ['10.77.0.1/24'],
        up: true,
        capture: { allowed: true, reason: null },
      },
      {
        name: 'eth0',
        mac: '02:11:22:33:44:55',
        addresses: ['192.168.1.20/24'],
        up: true,
        capture: { allowed: true, reason: null },
      },
    ],
    'trust.keys': ({ host, port }) => {
      const isTrusted = scenario.keys === 'trusted' || trusted.has(host);
      const changed = scenario.keys === 'changed' && host.endsWith('.12') && !isTrusted;
      return [
        {
          host,
          port,
          type: 'ssh-ed25519',
          fingerprint: fingerprint(host.endsWith('.11') ? 'a' : 'b'),
          trust: isTrusted ? 'trusted' : changed ? 'changed' : 'new',
          known: changed ? fingerprint('x') : null,
        },
        { host, port, type: 'ecdsa-sha2-nistp256', fingerprint: fingerprint('k'), trust: 'new', known: null },
      ];
    },
    'trust.accept': ({ host, port }) => {
      trusted.add(host);
      return handlers['trust.keys']({ host, port });
    },
    'trust.forget': () => {
      scenario.keys = 'new';
      return { forgotten: 1 };
    },
    'draft.get': () => ({ draft: null, revision: '' }),
    'draft.set': () => ({ kept: true, revision: '' }),
    'labs.list': () => {
      if (scenario.labs === 'never') return never();
      if (scenario.labs === 'fails')
        throw fail('lab.file-unreadable', { file: 'practice.json' }, 'EACCES: permission denied');
      return labs;
    },
    'labs.save': ({ lab }) => {
      const saved = {
        ...labOf('practice', nodeNames),
        lab,
        practice: false,
        deployedMs: null,
        lastDrill: null,
      };
      const at = labs.findIndex((entry) => entry.lab.name === lab.name);
      if (at < 0) labs.push(saved);
      else labs[at] = saved;
      return saved;
    },
    'labs.remove': ({ lab }) => {
      const at = labs.findIndex((entry) => entry.lab.name === lab);
      if (at >= 0) labs.splice(at, 1);
      return { removed: at >= 0 };
    },
    'secrets.set': () => labOf('practice', nodeNames),
    'access.check': ({ node }) => {
      if (scenario.access === 'fails' && node === nodeNames[1])
        throw fail(
          'host.auth-failed',
          { host: '10.77.0.12', user: 'root' },
          'All configured authentication methods failed',
        );
      return {
        machineId: node,
        distribution: 'Debian GNU/Linux 12',
        kernel: '6.12.0',
        architecture: 'x86_64',
        interfaces: ['lo', 'eth0'],
      };
    },
    'hosts.inspect': (target) => ({
      hostname: 'node' in target ? target.node : target.host,
      distribution: 'Debian GNU/Linux 12',
      kernel: '6.12.0',
      machine: 'x86_64',
      bits: 64,
      libc: 'glibc 2.36',
      init: 'systemd 252',
      asRoot: true,
      interfaces: [],
      programs: hostPrograms,
      listening: ['0.0.0.0:80'],
    }),
    'preflight.fix': () => {
      scenario.preflight = 'ready';
      return [allowedVrrp()];
    },
    'plan.get': ({ lab }) => {
      if (scenario.plan === 'never') return never();
      if (scenario.plan === 'fails') throw fail('host.unreachable', { host: '10.77.0.12', port: 22 });
      const [first, second] = labs.find((entry) => entry.lab.name === lab)?.lab.nodes ?? [];
      return planScript(scenario.plan, [first?.name ?? names[0], second?.name ?? names[1]]);
    },
    'deploy.start': () => ({ taskId: 'deploy-1' }),
    'uninstall.start': () => ({ taskId: 'uninstall-1' }),
    'tasks.list': () => [],
    'tasks.cancel': () => ({ cancelled: true }),
    'capture.start': () => {
      if (scenario.capture === 'denied') throw denied();
      scenario.capture = 'running';
      return { interface: 'tandem0' };
    },
    'capture.stop': () => {
      scenario.capture = 'off';
      return { frames: capture.frames.length };
    },
    'capture.frame': ({ no }) => {
      const frame = capture.frames[no - 1];
      const bytes = capture.bytes.get(no);
      return frame && bytes ? { frame, bytes: btoa(String.fromCharCode(...bytes)) } : null;
    },
    'capture.export': () => ({ frames: capture.frames.length, pcapng: '' }),
    'topology.get': () => never(),
    'switchover.run': async ({ vrid, to }) => {
      if (scenario.switchover === 'slow') return never();
      if (scenario.switchover === 'fails')
        throw fail('switchover.in-fault', { node: to, vrid, cause: 'check uplink fails: eth1 is down' });
      scenario.moved = to === names[1];
      return switchoverResultOf(vrid, names.find((name) => name !== to) ?? '', to);
    },
    'drills.cards': () =>
      cardsOf(
        names[0],
        scenario.drill === 'locked' ? phrase('doubt.agent-silent', { node: 'node-b' }) : null,
      ),
    'drills.start': () => {
      scenario.drill = 'running';
      return { taskId: 'drill-1' };
    },
    'drills.halt': () => {
      scenario.drill = 'halted';
      return { reverted: [names[0]] };
    },
    'drills.release': () => {
      scenario.drill = 'idle';
      return { halted: false };
    },
    'reports.list': () =>
      scenario.reports === 'none'
        ? []
        : [
            reportOf('r1', names[0], 'pass'),
            reportOf('r2', names[0], 'fail'),
            reportOf('r3', names[1], 'aborted'),
            leftoverReport('r4', names[0]),
          ],
    'reports.get': ({ id }) => reportOf(id, names[0], 'pass'),
    'practice.status': () => never(),
    'practice.up': () => {
      scenario.practice = 'working';
      setTimeout(() => {
        scenario.practice = 'up';
      }, 1500);
      return { taskId: 'practice-1' };
    },
    'practice.down': () => ({ taskId: 'practice-1' }),
  };

  return async () => {
    if (scenario.link === 'refused') throw fail('server.token-rejected');
    const [client, server] = createMemoryPortPair();
    serve(
      server,
      handlers,
      fakeSources(
        scenario,
        () => labs,
        () => labs[0] ?? labOf('practice', names),
        capture,
      ),
    );
    if (scenario.link === 'lost')
      setTimeout(() => {
        server.close();
        scenario.link = 'refused-later' as Scenario['link'];
      }, 1500);
    if ((scenario.link as string) === 'refused-later') throw fail('server.disconnected');
    return client;
  };
}
