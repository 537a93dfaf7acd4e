import type { LabSummary } from '../../protocol/contract/labs.ts';
import { makeProblem } from '../../protocol/contract/problem.ts';
import type { AbortSignalLike, StreamSources } from '../../protocol/rpc/handlers.ts';
import { progressOf, topologyOf } from './fixtures.ts';
import { advertBytes, arpBytes, garpBytes, type TestCapture } from './frames.ts';
import { preflightScript } from './preflight-script.ts';
import type { Scenario } from './scenario.ts';
import { deployScript, practiceScript } from './task-scripts.ts';
import { troubled, withSecondRouter } from './troubled.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function untilAborted(signal: AbortSignalLike, ms: number, run: (step: number) => Promise<void>) {
  for (let step = 0; !signal.aborted; step += 1) {
    await run(step);
    await pause(ms);
  }
}

export function fakeSources(
  scenario: Scenario,
  labs: () => LabSummary[],
  lab: () => LabSummary,
  capture: TestCapture,
): StreamSources {
  const owner = () => (scenario.moved || (scenario.moves && Math.floor(Date.now() / 4000) % 2 === 1) ? 1 : 0);
  const topology = (step: number) => {
    const owned = (by: 0 | 1) => topologyOf(lab(), scenario.ownership, Date.now(), 400 + step, by);
    const first = owned(owner());
    return scenario.routers === 'two' ? withSecondRouter(first, owned(owner() === 0 ? 1 : 0)) : first;
  };
  return {
    'discovery.scan': async (_params, sink) => {
      for (let at = 1; at <= 4; at += 1) {
        await pause(120);
        await sink.send({ type: 'progress', probed: at * 64, total: 256 });
        await sink.send({
          type: 'host',
          ip: `10.77.0.${[11, 12, 50, 1][at - 1]}`,
          mac: `02:4e:00:00:00:0${at}`,
          vendor: at === 3 ? 'Intel Corporate' : null,
          hostname: at === 3 ? 'client.lab' : at === 4 ? null : `node-${'ab'[at - 1]}`,
          ssh: at === 3 ? null : { banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3' },
          services: [],
          elapsedMs: at * 120.4,
          ...(at === 3 ? { change: 'new' as const } : { change: 'same' as const }),
        });
      }
      const lastSeen = new Date(Date.now() - 86_400_000).toISOString();
      await sink.send({
        type: 'gone',
        ip: '10.77.0.77',
        mac: '02:4e:00:00:00:77',
        vendor: null,
        hostname: 'retired.lab',
        lastSeen,
      });
      await sink.send({ type: 'done', hosts: 4, elapsedMs: 1310, comparedWith: lastSeen });
    },
    'preflight.run': async (_params, sink) => {
      const checks = preflightScript(scenario.preflight === 'blocked');
      for (const check of checks) {
        await pause(30);
        await sink.send({ type: 'check', check });
      }
      const ok = checks.every(({ status }) => status !== 'fail');
      await sink.send({ type: 'done', ok, elapsedMs: 4210 });
    },
    'topology.watch': (_params, sink) =>
      untilAborted(sink.signal, 100, async (step) => {
        if (!sink.full) await sink.send(troubled(topology(step), scenario.trouble));
      }),
    'capture.frames': async ({ from }, sink) => {
      let next = Math.max(1, from);
      await untilAborted(sink.signal, 100, async (step) => {
        const running = scenario.capture === 'running';
        if (running) {
          for (let at = 0; at < scenario.flood; at += 1) capture.add(advertBytes(1, 100), Date.now());
          if (step % 50 === 7) capture.add(garpBytes(owner()), Date.now());
          if (step % 23 === 3) capture.add(arpBytes(), Date.now());
          capture.add(
            advertBytes(owner(), step === 60 ? 0 : owner() === 0 ? 150 : 100, step === 40 ? 64 : 255),
            Date.now(),
          );
        }
        const frames = capture.frames.slice(next - 1);
        next = capture.frames.length + 1;
        await sink.send({
          frames,
          missed: 0,
          total: capture.frames.length,
          drops: 0,
          state: running ? 'running' : scenario.capture === 'denied' ? 'failed' : 'off',
          interface: running ? 'tandem0' : null,
          problem:
            scenario.capture === 'denied'
              ? makeProblem('capture.not-permitted', { fix: 'setcap cap_net_raw+ep tandem-agent' })
              : null,
        });
      });
    },
    'tasks.watch': async ({ taskId }, sink) => {
      const script = taskId.startsWith('practice')
        ? practiceScript()
        : deployScript(scenario.deploy === 'fails');
      for (const event of script) {
        if (sink.signal.aborted) return;
        await sink.send(event);
        await pause(80);
      }
    },
    'drills.watch': (_params, sink) =>
      untilAborted(sink.signal, 100, async (step) => {
        const target = lab().lab.nodes[0].name;
        const progress = scenario.drill === 'running' ? progressOf(target, Date.now(), step) : null;
        await sink.send({ progress, halted: scenario.drill === 'halted' });
      }),
    'labs.watch': (_params, sink) =>
      untilAborted(sink.signal, 50, async () => {
        if (scenario.labs === 'one' || scenario.labs === 'none') await sink.send(structuredClone(labs()));
      }),
    'practice.watch': (_params, sink) =>
      untilAborted(sink.signal, 500, async () => {
        await sink.send({
          unsupported: scenario.practice === 'unsupported' ? 'it needs root; start Tandem with sudo' : null,
          state: scenario.practice === 'up' ? 'up' : scenario.practice === 'working' ? 'partial' : 'down',
          lab: scenario.practice === 'up' ? 'practice' : null,
          taskId: scenario.practice === 'working' ? 'practice-1' : null,
        });
      }),
  };
}
