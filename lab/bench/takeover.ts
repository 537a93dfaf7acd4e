import { masterDownNs } from '../../protocol/vrrp/timers.ts';
import { putAway } from '../support/stop-signal.ts';
import { ensureUp, nodes } from '../testbed/index.ts';
import { keepalived, type Play, type Speaker, tandemAgent } from './speakers.ts';
import { median, percentile, table } from './statistics.ts';
import { isAdvert, isAnnouncement, Wire } from './wire.ts';

/**
 * How long a backup takes to take over when the master crashes, for keepalived and for our agent in turn, on the same
 * wires against the same master (keepalived on node-a). Times are the kernel's, of frames on the machine's end.
 */

const vrid = 77;
const vip = '10.77.0.177';
const masterPriority = 150;
const backupPriority = 100;

const plays: { name: string; play: Play }[] = [
  { name: 'v2 1 s', play: { version: 2, advertIntervalMs: 1000, vrid, vip: `${vip}/24` } },
  { name: 'v3 100 ms', play: { version: 3, advertIntervalMs: 100, vrid, vip: `${vip}/24` } },
  { name: 'v3 10 ms', play: { version: 3, advertIntervalMs: 10, vrid, vip: `${vip}/24` } },
];

export interface TakeoverResult {
  timers: string;
  backup: string;
  runs: number;
  /** Master_Down_Interval of the backup: nobody may be faster. */
  limitMs: number;
  /** Last advert of the master to first advert of the backup, each run. */
  takeoverMs: number[];
  /** First advert of the backup to its first gratuitous ARP, each run. */
  arpMs: number[];
}

export async function takeover(options: {
  runs: number;
  /** Milliseconds between adverts to look at; all there are by default. */
  intervalsMs?: readonly number[];
  progress(line: string): void;
  /** Ends it early, with everything put away. */
  signal: AbortSignal;
}): Promise<TakeoverResult[]> {
  const { signal } = options;
  await ensureUp({ signal });
  const [nodeA, nodeB] = nodes;
  if (nodeA === undefined || nodeB === undefined) throw new Error('the lab has fewer than two nodes');
  const master = keepalived(nodeA.name);
  const agent = tandemAgent(nodeB.name);
  const backups: { name: string; speaker: Speaker }[] = [
    { name: 'keepalived', speaker: keepalived(nodeB.name) },
    { name: 'tandem-agent', speaker: agent },
  ];
  const wire = await Wire.open();
  signal.addEventListener('abort', () => wire.giveUp(signal.reason));
  const results: TakeoverResult[] = [];
  try {
    await agent.install();
    signal.throwIfAborted();
    for (const { name: timers, play } of plays) {
      if (options.intervalsMs?.includes(play.advertIntervalMs) === false) continue;
      for (const { name, speaker } of backups) {
        const limitMs = Number(limitNs(play)) / 1e6;
        const result: TakeoverResult = {
          timers,
          backup: name,
          runs: options.runs,
          limitMs,
          takeoverMs: [],
          arpMs: [],
        };
        const startedNs = wire.nowNs;
        await speaker.start(play, backupPriority);
        // With nobody else there it leads: from then on it listens too.
        await wire.next('the backup alone', isAdvert(vrid, nodeB.address, backupPriority), {
          afterNs: startedNs,
        });
        for (let count = 1; count <= options.runs; count += 1) {
          await once(wire, master, play, result, { a: nodeA, b: nodeB });
          options.progress(
            `${timers} ${name} ${count}/${options.runs}: ${result.takeoverMs.at(-1)?.toFixed(2)} ms`,
          );
        }
        await speaker.stop();
        results.push(result);
      }
    }
  } finally {
    const speakers = [master, ...backups.map(({ speaker }) => speaker)];
    const stops = speakers.map((speaker) => () => speaker.stop());
    await putAway(
      ...stops,
      () => agent.remove(),
      () => wire.close(),
    );
  }
  return results;
}

function limitNs({ version, advertIntervalMs }: Play): bigint {
  const advertIntervalNs = BigInt(advertIntervalMs) * 1_000_000n;
  return masterDownNs({ version, priority: backupPriority, advertIntervalNs });
}

/** One crash: the master leads, is killed, and the backup's first frames are timed. */
async function once(
  wire: Wire,
  master: Speaker,
  play: Play,
  result: TakeoverResult,
  between: { a: { address: string }; b: { address: string; mac: string } },
): Promise<void> {
  const fromMaster = isAdvert(vrid, between.a.address, masterPriority);
  const startedNs = wire.nowNs;
  await master.start(play, masterPriority);
  // Its second advert: by then the backup has heard the first and is silent.
  const first = await wire.next('the master', fromMaster, { afterNs: startedNs });
  const second = await wire.next('the master again', fromMaster, { afterNs: first.tsNs });
  await wire.next('the master once more', fromMaster, { afterNs: second.tsNs });
  await master.crash();
  const fromBackup = isAdvert(vrid, between.b.address, backupPriority);
  const advert = await wire.next('the backup', fromBackup, { afterNs: second.tsNs });
  const announced = isAnnouncement(vip, between.b.mac);
  const announcement = await wire.next('its gratuitous ARP', announced, { afterNs: advert.tsNs });
  const last = wire.last((frame) => fromMaster(frame) && frame.tsNs < advert.tsNs);
  result.takeoverMs.push(Number(advert.tsNs - (last?.tsNs ?? second.tsNs)) / 1e6);
  result.arpMs.push(Number(announcement.tsNs - advert.tsNs) / 1e6);
}

export function takeoverTable(results: readonly TakeoverResult[]): string {
  const ms = (value: number) => value.toFixed(2);
  const head = ['timers', 'backup', 'runs', 'RFC limit', 'takeover', 'over', 'p99', 'advert to ARP', 'p99'];
  const rows = results.map((result) => {
    const overMs = result.takeoverMs.map((value) => value - result.limitMs);
    return [
      result.timers,
      result.backup,
      String(result.runs),
      ms(result.limitMs),
      ms(median(result.takeoverMs)),
      ms(median(overMs)),
      ms(percentile(overMs, 0.99)),
      ms(median(result.arpMs)),
      ms(percentile(result.arpMs, 0.99)),
    ];
  });
  const about =
    "milliseconds; takeover is the median from the master's last advert to the backup's first, over is what of it is above the RFC limit";
  return `${table([head, ...rows])}\n${about}`;
}
