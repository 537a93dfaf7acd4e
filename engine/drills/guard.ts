import { createInterface } from 'node:readline';
import { fail, toProblem } from '../../protocol/contract/problem.ts';
import { drillFolder, unitName } from '../deploy/host-paths.ts';
import type { Host } from '../ssh/host.ts';

/**
 * The guard on a host: plain sh and transient systemd units that put everything back, alone, whatever happens to this
 * machine, the network or the agent. They need neither Node nor the agent.
 *
 *   revert.sh BY   puts everything back; the first to do so is written to `reverted`
 *   lease.sh       reverts when the heartbeat file was not touched for 4 s
 */

/** Runtime drop-in that keeps a killed agent from being started again at once. */
export const noRestartFolder = `/run/systemd/system/${unitName}.d`;
export const noRestartFile = `${noRestartFolder}/50-tandem-drill.conf`;

const capUnit = 'tandem-drill-cap';
const leaseUnit = 'tandem-drill-lease';
/** Four missed heartbeats of a second each. */
const leaseSeconds = 4;
export const leaseMs = leaseSeconds * 1000;

const revertScript = `#!/bin/sh
# Puts back what a drill of Tandem broke on this host. Safe to run again.
rm -f ${noRestartFile}
rmdir ${noRestartFolder} 2>/dev/null
systemctl daemon-reload
systemctl reset-failed ${unitName} 2>/dev/null
systemctl start ${unitName}
status=$?
[ -e ${drillFolder}/reverted ] || echo "$1" > ${drillFolder}/reverted
exit $status
`;

const leaseScript = `#!/bin/sh
while sleep 1; do
  [ -e ${drillFolder}/heartbeat ] || exit 0
  age=$(( $(date +%s) - $(stat -c %Y ${drillFolder}/heartbeat) ))
  [ "$age" -gt ${leaseSeconds} ] && exec /bin/sh ${drillFolder}/revert.sh lease
done
`;

/** For every line on standard input: touches the heartbeat and answers with the host's clock, nanoseconds. */
const heartbeatScript = `while read -r line; do touch ${drillFolder}/heartbeat; date +%s%N; done`;

/** What a person types on the host when everything else failed. */
export const byHandCommand = `sh ${drillFolder}/revert.sh by-hand`;

export interface ArmedGuard {
  /** Difference of the host's clock to ours and how well it is known, milliseconds. */
  readonly clock: { offsetMs: number; uncertaintyMs: number };
  /** Time until the lease ends without another heartbeat, on our clock. */
  readonly leaseEndsMs: number;
  readonly capEndsMs: number;
  /** Puts everything back now, on `host` (which may be a new connection). Resolves to who did it first. */
  revert(host: Host): Promise<'engine' | 'lease' | 'cap'>;
  /** Takes the guard itself away; only after a successful revert. */
  disarm(host: Host): Promise<void>;
}

/**
 * Snapshot and journal are on the host before anything breaks, and both units are seen running before this resolves.
 * Rejects with drill.guard-not-armed; the host then has nothing of it.
 */
export async function armGuard(host: Host, capSeconds: number, journal: string): Promise<ArmedGuard> {
  const owned = await host.run(['mkdir', '-m', '700', drillFolder]);
  if (owned.status !== 0)
    throw fail(
      'drill.guard-not-armed',
      { node: host.address },
      `${owned.stderr.trim()}; on that host: ${byHandCommand}`,
    );
  try {
    await host.check(['tee', `${drillFolder}/revert.sh`], { input: revertScript });
    await host.check(['tee', `${drillFolder}/lease.sh`], { input: leaseScript });
    await host.check(['tee', `${drillFolder}/journal.json`], { input: journal });
    await host.check(['touch', `${drillFolder}/heartbeat`]);
    const transient = ['systemd-run', '--quiet', '--collect', '--property=OOMScoreAdjust=-1000'];
    const cap = [`--unit=${capUnit}`, `--on-active=${capSeconds}`, '--timer-property=AccuracySec=100ms'];
    await host.check([...transient, ...cap, '/bin/sh', `${drillFolder}/revert.sh`, 'cap']);
    await host.check([...transient, `--unit=${leaseUnit}`, '/bin/sh', `${drillFolder}/lease.sh`]);
    await host.check(['systemctl', 'is-active', `${capUnit}.timer`, `${leaseUnit}.service`]);
    return await startHeartbeat(host, capSeconds);
  } catch (error) {
    await removeGuard(host).catch(() => undefined);
    const problem = toProblem(error);
    throw fail('drill.guard-not-armed', { node: host.address }, problem.cause ?? problem.message);
  }
}

async function removeGuard(host: Host): Promise<void> {
  await host.run(['systemctl', 'stop', `${capUnit}.timer`, `${leaseUnit}.service`]);
  await host.check(['rm', '-rf', drillFolder]);
}

const heartbeatMs = 1000;
const clockExchanges = 5;

async function startHeartbeat(host: Host, capSeconds: number): Promise<ArmedGuard> {
  const command = await host.start(['sh', '-c', heartbeatScript]);
  command.stderr.resume();
  const lines = createInterface({ input: command.stdout })[Symbol.asyncIterator]();
  const armedMs = Date.now();
  let lastBeatMs = armedMs;
  let clock = { offsetMs: 0, uncertaintyMs: Number.POSITIVE_INFINITY };

  const beat = async () => {
    const sentMs = preciseNow();
    command.stdin.write('\n');
    const { value, done } = await lines.next();
    if (done) return;
    const receivedMs = preciseNow();
    lastBeatMs = Date.now();
    const uncertaintyMs = (receivedMs - sentMs) / 2 + 0.5;
    if (uncertaintyMs < clock.uncertaintyMs)
      clock = { offsetMs: Number(value) / 1e6 - (sentMs + receivedMs) / 2, uncertaintyMs };
  };
  for (let exchange = 0; exchange < clockExchanges; exchange++) await beat();
  const timer = setInterval(() => void beat(), heartbeatMs);
  void command.ended.then(() => clearInterval(timer));

  return {
    get clock() {
      return clock;
    },
    get leaseEndsMs() {
      return lastBeatMs + leaseMs;
    },
    capEndsMs: armedMs + capSeconds * 1000,
    revert: async (current) => {
      const result = await current.run(['sh', `${drillFolder}/revert.sh`, 'engine']);
      if (result.status !== 0) {
        const detail = result.stderr.trim() || `exit status ${result.status}`;
        throw fail('drill.revert-failed', { node: host.address, detail, commands: byHandCommand });
      }
      const by = (await current.check(['cat', `${drillFolder}/reverted`])).trim();
      return by === 'lease' || by === 'cap' ? by : 'engine';
    },
    disarm: async (current) => {
      clearInterval(timer);
      command.stdin.end();
      await removeGuard(current);
    },
  };
}

/** Milliseconds since the epoch with a fraction; Date.now() alone has none. */
function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Reverts whatever an earlier drill left armed on the host. Resolves to whether there was anything. */
export async function revertLeftover(host: Host): Promise<boolean> {
  if ((await host.run(['test', '-d', drillFolder])).status !== 0) return false;
  const result = await host.run(['sh', `${drillFolder}/revert.sh`, 'engine']);
  if (result.status !== 0)
    throw fail('drill.revert-failed', {
      node: host.address,
      detail: result.stderr.trim(),
      commands: byHandCommand,
    });
  await removeGuard(host);
  return true;
}
