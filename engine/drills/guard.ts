import { fail, toProblem } from '../../protocol/contract/problem.ts';
import { drillFolder, drillUnits } from '../deploy/host-paths.ts';
import type { Host } from '../ssh/host.ts';
import { byHandCommand, leaseScript, leaseSeconds, revertScript } from './guard-scripts.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';

/** Who put the node back: the engine, or the guard on the node alone. */
export type Reverter = 'engine' | 'lease' | 'cap';

/** What stands on a host before anything is broken there, and puts it back whatever happens to this machine. */
export interface ArmedGuard {
  readonly clock: Heartbeat['clock'];
  /** Time until the lease ends without another heartbeat, on our clock. */
  readonly leaseEndsMs: number;
  readonly capEndsMs: number;
  /** Puts everything back now, on `host` (which may be a new connection). Resolves to who did it first. */
  revert(host: Host): Promise<Reverter>;
  /** Takes the guard itself away; only after a successful revert. */
  disarm(host: Host): Promise<void>;
}

/**
 * Journal, scripts and units are on the host, and both units are seen running, before this resolves. The caller holds
 * the host's lock and has put back what an earlier drill left.
 * Rejects with drill.guard-not-armed; the host then has nothing of it.
 */
export async function armGuard(
  host: Host,
  unit: string,
  capSeconds: number,
  journal: string,
): Promise<ArmedGuard> {
  try {
    await host.check(['mkdir', '-m', '700', drillFolder]);
    await host.check(['tee', `${drillFolder}/revert.sh`], { input: revertScript(unit) });
    await host.check(['tee', `${drillFolder}/lease.sh`], { input: leaseScript });
    await host.check(['tee', `${drillFolder}/journal.json`], { input: journal });
    const heartbeat = await startHeartbeat(host);
    const transient = ['systemd-run', '--quiet', '--collect', '--property=OOMScoreAdjust=-1000'];
    const [capTimer, leaseService] = drillUnits;
    const cap = [`--unit=${capTimer}`, `--on-active=${capSeconds}`, '--timer-property=AccuracySec=100ms'];
    await host.check([...transient, ...cap, '/bin/sh', `${drillFolder}/revert.sh`, 'cap']);
    await host.check([...transient, `--unit=${leaseService}`, '/bin/sh', `${drillFolder}/lease.sh`]);
    await proveArmed(host);
    return armed(host, heartbeat, capSeconds);
  } catch (error) {
    await removeGuard(host).catch(() => undefined);
    const problem = toProblem(error);
    throw fail('drill.guard-not-armed', { node: host.address }, problem.cause ?? problem.message);
  }
}

/** Each unit by itself: `is-active` of several succeeds when one of them is. */
async function proveArmed(host: Host): Promise<void> {
  for (const unit of drillUnits) {
    const { stdout } = await host.run(['systemctl', 'show', '--property=ActiveState', '--value', unit]);
    if (stdout.trim() !== 'active') throw new Error(`${unit} is ${stdout.trim() || 'not there'}`);
  }
}

function armed(host: Host, heartbeat: Heartbeat, capSeconds: number): ArmedGuard {
  const capEndsMs = Date.now() + capSeconds * 1000;
  return {
    get clock() {
      return heartbeat.clock;
    },
    get leaseEndsMs() {
      return heartbeat.lastBeatMs + leaseSeconds * 1000;
    },
    capEndsMs,
    revert: async (current) => {
      await runRevert(current, host.address);
      const { status, stdout } = await current.run(['cat', `${drillFolder}/reverted`]);
      const by = status === 0 ? stdout.trim() : 'engine';
      return by === 'lease' || by === 'cap' ? by : 'engine';
    },
    disarm: async (current) => {
      heartbeat.stop();
      await removeGuard(current);
    },
  };
}

/** Where the folder is gone, somebody else (a halt from another Tandem) has put everything back already. */
async function runRevert(host: Host, node: string): Promise<boolean> {
  if ((await host.run(['test', '-d', drillFolder])).status !== 0) return false;
  const result = await host.run(['sh', `${drillFolder}/revert.sh`, 'engine']);
  if (result.status === 0) return true;
  const detail = result.stderr.trim() || `exit status ${result.status}`;
  throw fail('drill.revert-failed', { node, detail, commands: byHandCommand });
}

async function removeGuard(host: Host): Promise<void> {
  await host.run(['systemctl', 'stop', ...drillUnits]);
  await host.check(['rm', '-rf', drillFolder]);
}

/** Reverts whatever an earlier drill left armed on the host. Resolves to whether there was anything. */
export async function revertLeftover(host: Host): Promise<boolean> {
  const hasReverted = await runRevert(host, host.address);
  if (hasReverted) await removeGuard(host);
  return hasReverted;
}
