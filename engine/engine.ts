import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { contractVersion } from '../protocol/contract/contract.ts';
import type { PreflightCheck } from '../protocol/contract/preflight.ts';
import { fail } from '../protocol/contract/problem.ts';
import type { Topology } from '../protocol/contract/topology.ts';
import type { Lab } from '../protocol/lab/schema.ts';
import type { MethodHandlers, StreamSources } from '../protocol/rpc/handlers.ts';
import type { Frame } from '../protocol/wire/frame.ts';
import { createCapture } from './capture/capture.ts';
import { exportCapture } from './capture/export.ts';
import { streamFrames } from './capture/stream-frames.ts';
import { findTap } from './capture/tap-command.ts';
import { defaultArchiveFolder } from './deploy/archive.ts';
import { askVipsFromHere } from './deploy/ask-vips.ts';
import { deploy } from './deploy/deploy.ts';
import { inspectHost } from './deploy/inspect.ts';
import { planDeploy } from './deploy/plan.ts';
import { createStrangers } from './deploy/strangers.ts';
import { uninstall } from './deploy/uninstall.ts';
import { listInterfaces } from './discovery/interfaces.ts';
import { scan } from './discovery/scan.ts';
import { createScanParts } from './discovery/scan-parts.ts';
import { openDraftStore } from './draft-store.ts';
import { createDrills } from './drills/drills.ts';
import { openHistory } from './history/database.ts';
import { inspectTarget } from './host-facts/inspect-target.ts';
import { type AskedLab, createLabStore, nodeOf, requireSameNodes } from './lab-store.ts';
import { askPage } from './platform/ask-page.ts';
import { every, fineClock, systemClock } from './platform/clock.ts';
import { openDataFolder } from './platform/data-folder.ts';
import { createPractice } from './practice/practice.ts';
import { applyFix } from './preflight/fix.ts';
import { runPreflight } from './preflight/preflight.ts';
import { createAccess } from './ssh/access.ts';
import { openKnownKeys } from './ssh/known-keys.ts';
import { createOneAttempt } from './ssh/one-attempt.ts';
import { createSecrets } from './ssh/secrets.ts';
import { sshProgram } from './ssh/ssh-config.ts';
import { streamLatest } from './streams.ts';
import { switchover } from './switchover/switchover.ts';
import { createTasks } from './tasks/tasks.ts';
import { addressBySsh, createSegmentOf } from './topology/segment.ts';
import { createWatchers } from './topology/watchers.ts';

export interface EngineOptions {
  dataFolder: string;
  shell: 'electron' | 'server' | 'cli';
  version: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  /** Effective user id; null where there is none. */
  uid: number | null;
}

/** The engine behind every shell. `close` puts everything back that runs and resolves when it is done. */
export interface Engine {
  handlers: MethodHandlers;
  sources: StreamSources;
  close(): Promise<void>;
}

/** Composes the parts; each knows nothing of the others but what it is handed here. */
export function createEngine(options: EngineOptions): Engine {
  const { env, platform, uid } = options;
  const clock = systemClock;
  const { history, known, draftStore } = openDataFolder(options.dataFolder, (folder) => ({
    history: openHistory(join(folder, 'tandem.sqlite')),
    known: openKnownKeys(join(folder, 'known-hosts.json')),
    draftStore: openDraftStore(join(folder, 'draft.json')),
  }));
  const secrets = createSecrets(env);
  const askSsh = sshProgram(env.TANDEM_SSH_CONFIG);
  const access = createAccess(known, secrets, askSsh, createOneAttempt(clock.now));
  const labs = createLabStore(history, secrets, clock.now);
  const tasks = createTasks(clock);
  const tap = findTap(env, platform, uid);
  const captureRight = { allowed: tap.refusal === null, reason: tap.refusal?.message ?? null };
  const interfaces = () => listInterfaces(captureRight);
  const segmentOf = createSegmentOf(interfaces, (node) => addressBySsh(node, askSsh));
  const capture = createCapture(tap, () => interfaces().map((entry) => entry.name));
  const watchers = createWatchers({ access, capture, tap, clock, segmentOf, onRuns: history.takenOver.note });
  const drills = createDrills({ access, tap, clock, tasks, watchers, keep: history.saveReport });
  const deployParts = {
    access,
    archiveFolder: defaultArchiveFolder(env),
    strangers: createStrangers(capture, clock, segmentOf),
    askVips: (lab: Lab, ownMacs: readonly string[]) => askVipsFromHere(tap, segmentOf, lab, ownMacs),
    wire: {
      clock,
      watch: async <T>(lab: Lab, use: (topology: () => Topology) => Promise<T>) => {
        const { watcher, release } = watchers.use(lab);
        return use(() => watcher.topology()).finally(release);
      },
    },
    service: { clock, askPage },
  };
  const closing = new AbortController();
  const switchovers = new Set<Promise<unknown>>();
  const preflightParts = { access, archiveFolder: deployParts.archiveFolder, clock };
  const switchoverParts = {
    access,
    clock,
    startClock: fineClock,
    listen: async (lab: Lab, heard: (frame: Frame) => void) => {
      const segment = await segmentOf(lab);
      // Without the right to capture the nodes' reports have to do.
      const start = segment ? capture.start(segment) : Promise.reject(new Error('not on the segment'));
      const hears = await start.then(
        () => true,
        () => false,
      );
      return { hears, stop: capture.onFrame(heard) };
    },
  };
  const practice = createPractice({
    tasks,
    platform,
    uid,
    adopt: (lab, password, keys) => {
      if (!history.lab(lab.name)) history.saveLab(lab);
      for (const node of lab.nodes) secrets.set(lab.name, node, { password });
      for (const key of keys) known.accept({ ...key, port: 22, acceptedMs: clock.now() }, true);
      // Whoever looked before could not get in, and gave up.
      void watchers.drop(lab.name);
    },
    abandon: async (lab) => {
      history.setUninstalled(lab);
      await watchers.drop(lab);
    },
  });

  const scanParts = createScanParts({ tap, interfaces, lastScans: history.lastScans, clock });

  const runningOn = (lab: string) =>
    tasks
      .list()
      .some(
        (task) => task.running && task.lab === lab && ['deploy', 'uninstall', 'drill'].includes(task.kind),
      );
  /** A drill without its capture can neither measure nor see that everything is back. */
  const requireNoDrill = () => {
    const drill = tasks.list().find((task) => task.running && task.kind === 'drill');
    if (drill) throw fail('drill.running', { lab: drill.lab ?? '' });
  };
  const requireIdle = (lab: string) => {
    if (runningOn(lab)) throw fail('lab.busy', { lab });
  };

  /** Aborts once the lab is another one on record, by this engine's or another process's doing. */
  const untilRenewed = (wanted: AskedLab, lab: Lab) => {
    const renewed = new AbortController();
    const look = () => {
      try {
        if (!isDeepStrictEqual(labs.wanted(wanted), lab)) renewed.abort();
      } catch {
        // One that was removed has nobody to look at it any more.
      }
    };
    const [stopListening, stopLooking] = [history.onChange(look), every(clock, 2000, look)];
    const cancel = () => {
      stopListening();
      stopLooking();
    };
    return { signal: renewed.signal, cancel };
  };

  const handlers: MethodHandlers = {
    'system.info': () => ({
      version: options.version,
      contract: contractVersion,
      platform,
      shell: options.shell,
      capture: captureRight,
    }),
    'interfaces.list': interfaces,
    'trust.keys': ({ host, port }) => access.hostKeys(host, port),
    'trust.accept': async ({ host, port, fingerprint, replace }) => {
      const keys = await access.hostKeys(host, port);
      const offered = keys.find((key) => key.fingerprint === fingerprint);
      if (!offered) throw fail('host.key-not-offered', { host, fingerprint });
      if (offered.trust === 'changed' && !replace)
        throw fail('host.key-changed', { host, known: offered.known ?? '', offered: fingerprint });
      known.accept({ host, port, type: offered.type, fingerprint, acceptedMs: clock.now() }, replace);
      const gone = (pin: string) => !keys.some((key) => key.fingerprint === pin);
      for (const lab of labs.repin({ host, port }, fingerprint, gone)) await watchers.drop(lab);
      return access.hostKeys(host, port);
    },
    'trust.forget': async ({ host, port }) => ({
      forgotten: await access.forget(host, port),
    }),
    // The revision first: of what another process writes in between it is too old, and nothing is written over it.
    'draft.get': () => ({ revision: draftStore.revision(), draft: draftStore.read() }),
    'draft.set': ({ draft, over }) => ({
      kept: draftStore.write(draft, over),
      revision: draftStore.revision(),
    }),
    'labs.list': () => labs.list(),
    'labs.save': ({ lab }) => {
      requireIdle(lab.name);
      requireSameNodes(history.lab(lab.name), lab);
      history.saveLab(lab);
      return labs.summary(lab.name);
    },
    'labs.remove': async ({ lab }) => {
      requireIdle(lab);
      await watchers.drop(lab);
      return { removed: history.removeLab(lab) };
    },
    'secrets.set': async ({ lab, node, user, password, sudoPassword, passphrase }) => {
      const login = nodeOf(labs.get(lab), node);
      secrets.set(
        lab,
        { ...login, user: user ?? login.user },
        {
          ...(password === undefined ? {} : { password }),
          ...(sudoPassword === undefined ? {} : { sudoPassword }),
          ...(passphrase === undefined ? {} : { passphrase }),
        },
      );
      await watchers.drop(lab);
      return labs.summary(lab);
    },
    'access.check': async ({ node: name, ...wanted }) => {
      const lab = labs.wanted(wanted);
      const node = nodeOf(lab, name);
      const host = await access.connect(lab, node);
      try {
        const facts = await inspectHost(host);
        const { machineId, distribution, kernel, machine } = facts;
        const names = facts.interfaces.map((entry) => entry.name).filter((entry) => entry !== 'lo');
        return { machineId, distribution, kernel, architecture: machine, interfaces: names };
      } finally {
        host.session.close();
      }
    },
    'hosts.inspect': (target) => inspectTarget(access, labs.get, target),
    'preflight.fix': ({ node, fix, ...wanted }) => {
      const lab = labs.wanted(wanted);
      requireIdle(lab.name);
      return applyFix(preflightParts, lab, node, fix);
    },
    'plan.get': (wanted) => planDeploy(deployParts, labs.wanted(wanted)),
    'deploy.start': ({ consent, ...wanted }) => {
      const lab = labs.wanted(wanted);
      requireIdle(lab.name);
      const taskId = tasks.start('deploy', lab.name, (voice) =>
        labs.recordDeploy(lab, voice, (heard, begin) =>
          deploy({ ...deployParts, consent, begin }, lab, heard),
        ),
      );
      return { taskId };
    },
    'uninstall.start': (wanted) => {
      const lab = labs.wanted(wanted);
      const { name } = lab;
      requireIdle(name);
      const taskId = tasks.start('uninstall', name, async (voice) => {
        const residue = await uninstall(access, lab, voice);
        history.setUninstalled(name);
        if (residue.length > 0)
          throw fail(
            'host.command-failed',
            { command: 'uninstall', host: name, status: 1 },
            residue.join('\n'),
          );
      });
      return { taskId };
    },
    'tasks.list': () => tasks.list(),
    'tasks.cancel': ({ taskId }) => ({ cancelled: tasks.cancel(taskId) }),
    'capture.start': async ({ interface: name }) => {
      if (name !== capture.status.interface) requireNoDrill();
      await capture.start(name);
      return { interface: name };
    },
    'capture.stop': async () => {
      requireNoDrill();
      await capture.stop();
      return { frames: capture.ring.last };
    },
    'capture.frame': ({ no }) => {
      const entry = capture.ring.get(no);
      return entry ? { frame: entry.frame, bytes: Buffer.from(entry.bytes).toString('base64') } : null;
    },
    'capture.export': () => exportCapture(capture),
    'topology.get': (wanted) => {
      const { watcher, release } = watchers.use(labs.wanted(wanted));
      release();
      return watcher.topology();
    },
    'switchover.run': ({ vrid, to, ...wanted }) => {
      const lab = labs.wanted(wanted);
      requireIdle(lab.name);
      const running = switchover(switchoverParts, lab, { vrid, to }, closing.signal);
      switchovers.add(running);
      return running.finally(() => switchovers.delete(running));
    },
    'drills.cards': ({ lab }) => drills.cards(labs.get(lab)),
    'drills.start': ({ kind, vrid, ...wanted }) => {
      const lab = labs.wanted(wanted);
      requireIdle(lab.name);
      return { taskId: drills.start(lab, kind, vrid) };
    },
    'drills.halt': async (wanted) => ({ reverted: await drills.halt(labs.wanted(wanted)) }),
    'drills.release': ({ lab }) => {
      drills.release(lab);
      return { halted: false };
    },
    'reports.list': ({ lab }) => history.reports(lab),
    'reports.get': ({ id }) => {
      const report = history.report(id);
      if (!report) throw fail('report.not-found', { id });
      return report;
    },
    'practice.status': () => practice.status(),
    'practice.up': () => ({ taskId: practice.up() }),
    'practice.down': () => ({ taskId: practice.down() }),
  };

  const sources: StreamSources = {
    'discovery.scan': (params, sink) =>
      scanParts(params, sink.signal, (parts) =>
        scan({
          ...params,
          ...parts,
          onItem: (item) => sink.send(item),
          isCancelled: () => sink.signal.aborted,
        }),
      ),
    'preflight.run': async (wanted, sink) => {
      const lab = labs.wanted(wanted);
      requireIdle(lab.name);
      const startedMs = clock.now();
      const abort = new AbortController();
      sink.signal.addEventListener('abort', () => abort.abort());
      const tell = (check: PreflightCheck) => sink.send({ type: 'check', check });
      const ok = await runPreflight(preflightParts, lab, tell, abort.signal);
      await sink.send({ type: 'done', ok, elapsedMs: clock.now() - startedMs });
    },
    'topology.watch': async (wanted, sink) => {
      while (!sink.signal.aborted) {
        const lab = labs.wanted(wanted);
        const { watcher, release, dropped } = watchers.use(lab);
        const renewed = untilRenewed(wanted, lab);
        const until = AbortSignal.any([dropped, renewed.signal]);
        const timing = { intervalMs: 50, tickMs: 500, until };
        await streamLatest(sink, clock, timing, watcher.onChange, () => watcher.topology()).finally(() => {
          renewed.cancel();
          release();
        });
      }
    },
    'capture.frames': ({ from }, sink) => streamFrames(capture, clock, from, sink),
    'tasks.watch': ({ taskId }, sink) => tasks.watch(taskId, (event) => sink.send(event), sink.signal),
    'drills.watch': ({ lab }, sink) =>
      streamLatest(
        sink,
        clock,
        { intervalMs: 100, tickMs: 500 },
        (changed) => drills.onChange(lab, changed),
        () => drills.state(lab),
      ),
    'labs.watch': (_params, sink) =>
      streamLatest(sink, clock, { intervalMs: 100, tickMs: 2000 }, history.onChange, labs.list),
    'practice.watch': (_params, sink) =>
      streamLatest(sink, clock, { intervalMs: 100 }, practice.onChange, () => practice.status()),
  };

  return {
    handlers,
    sources,
    close: async () => {
      closing.abort();
      await Promise.allSettled(switchovers);
      await tasks.close();
      await watchers.close();
      await capture.stop();
      history.close();
    },
  };
}
