import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { descendants } from '../bench/process-cost.ts';
import type { Segment, StationName } from './segment.ts';

/** A program on a station, in a container of its own: processes and mounts end with it, and it ends with this process. */
export class Program {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  /** What it wrote, bounded. */
  output = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = once(child, 'exit').then(() => {
      // Whoever inherited the pipes may take a moment longer to be reaped.
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    });
    const keep = (text: string) => {
      this.output = (this.output + text).slice(-256 * 1024);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
  }

  /** On this machine's files. */
  static start(segment: Segment, station: StationName, argv: readonly string[]): Program {
    return new Program(launch(segment, station, ['exec "$@"', 'sh', ...argv]));
  }

  /** In a root file system that is the test bed's, with what the program writes kept in the segment's folder. */
  static startInRoot(segment: Segment, station: StationName, script: string): Program {
    const own = join(segment.directory, `${station}-${programs++}`);
    for (const part of ['upper', 'work', 'merged']) mkdirSync(join(own, part), { recursive: true });
    const options = `lowerdir=${segment.root},upperdir=${own}/upper,workdir=${own}/work`;
    const setUp = `mount -t overlay overlay -o "$1" "$2"
      mount --bind "$3" "$2/mnt"
      mount -t proc proc "$2/proc"
      mount --rbind /dev "$2/dev"
      mount --rbind /sys "$2/sys"
      exec chroot "$2" sh -euc "$4"`;
    const merged = `${own}/merged`;
    return new Program(launch(segment, station, [setUp, 'sh', options, merged, segment.directory, script]));
  }

  /** Told of every line that it writes from now on. */
  onLine(told: (line: string) => void): void {
    for (const input of [this.#child.stdout, this.#child.stderr])
      if (input) createInterface({ input }).on('line', told);
  }

  get ended(): Promise<void> {
    return this.#exited;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Of what runs inside. */
  get pids(): number[] {
    return descendants(this.#child.pid ?? 0);
  }

  /** To the program itself; its children are its own business. */
  signal(name: NodeJS.Signals): void {
    const [main] = this.pids;
    if (main !== undefined) tell(main, name);
  }

  /** As systemd stops it: SIGTERM to the program itself, and SIGKILL to what has not ended some seconds later. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const late = setTimeout(() => this.#killAll(), STOP_MS);
    await this.#exited;
    clearTimeout(late);
  }

  /** Every process inside stands still, or goes on. */
  freeze(isFrozen: boolean): void {
    for (const pid of this.pids) tell(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** SIGKILL to everything at once, as a crash. */
  async kill(): Promise<void> {
    this.#killAll();
    await this.#exited;
  }

  /** Each by itself: one that changed its user does not die with its container. */
  #killAll(): void {
    for (const pid of this.pids) tell(pid, 'SIGKILL');
    this.#child.kill('SIGKILL');
  }
}

/** A check's script may have ended by itself since it was seen. */
function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const STOP_MS = 5000;
let programs = 0;

function launch(segment: Segment, station: StationName, script: readonly string[]): ChildProcess {
  const { name } = segment.station(station).namespace;
  const own = ['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const argv = [
    '--pdeathsig',
    'KILL',
    'nsenter',
    `--net=/run/netns/${name}`,
    ...own,
    'sh',
    '-euc',
    ...script,
  ];
  return spawn('setpriv', argv, { stdio: ['ignore', 'pipe', 'pipe'] });
}
