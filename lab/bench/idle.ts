import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDirectory, checkout } from '../testbed/paths.ts';
import { debianArchitecture, makeRecipe, recipeKey } from '../testbed/recipe.ts';
import { activityOf, descendants, memoryOf } from './process-cost.ts';
import { table } from './statistics.ts';

/**
 * What a master costs while nothing happens: our agent, from its archive, beside keepalived, from the test bed's cached
 * root file system. Each runs in namespaces of its own on a veth pair of its own, which end with it; the lab is not
 * used. All at the same time, since an idle process does not disturb another.
 */
const interfaceName = 'v0';
const advertIntervalMs = 1000;

export interface IdleResult {
  program: string;
  routers: number;
  processes: number;
  rssMb: number;
  pssMb: number;
  anonymousMb: number;
  /** Of one core. */
  cpuPercent: number;
  wakeupsPerSecond: number;
}

export interface IdleOptions {
  /** From being master of all to the first look. */
  settleSeconds: number;
  /** Between the two looks at the processor time. */
  seconds: number;
  progress(line: string): void;
}

interface Subject {
  program: string;
  routers: number;
  /** Prepares its files in the folder and returns its command. */
  prepare(directory: string): string[];
}

/** @throws Error where the agent cannot be built, or this is not run by root on Linux */
export async function idle(options: IdleOptions): Promise<IdleResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-idle-'));
  const running: ChildProcess[] = [];
  try {
    const agent = unpackAgent(directory);
    const root = keepalivedRoot();
    if (root === undefined)
      options.progress('keepalived is not run: the lab has not built its root file system yet');
    const subjects = [1, 200].flatMap((routers): Subject[] => [
      { program: 'tandem-agent', routers, prepare: (folder) => agentCommand(agent, folder, routers) },
      ...(root === undefined
        ? []
        : [
            {
              program: 'keepalived',
              routers,
              prepare: (folder: string) => keepalivedCommand(root, folder, routers),
            },
          ]),
    ]);
    return await Promise.all(
      subjects.map(async (subject, index) => {
        const folder = join(directory, String(index));
        mkdirSync(folder);
        const child = contain(subject.prepare(folder));
        running.push(child);
        return measure(subject, child, options);
      }),
    );
  } finally {
    for (const child of running) await end(child);
    rmSync(directory, { recursive: true });
  }
}

/** Everything in here, namespaces and wires included, ends with the process that is returned. */
function contain(command: string[]): ChildProcess {
  const wires = `ip link set lo up
    ip link add ${interfaceName} type veth peer name v1
    ip address add 10.91.0.1/16 dev ${interfaceName}
    ip link set v1 up
    ip link set ${interfaceName} up
    exec "$@"`;
  const own = ['unshare', '--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const argv = ['--pdeathsig', 'KILL', ...own, 'sh', '-euc', wires, 'sh', ...command];
  return spawn('setpriv', argv, { stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function measure(subject: Subject, child: ChildProcess, options: IdleOptions): Promise<IdleResult> {
  const { program, routers } = subject;
  const pid = child.pid ?? 0;
  await until(`${program} is master of ${routers}`, child, () => heldAddresses(pid) >= routers);
  options.progress(`${program} is master of ${routers}`);
  await sleep(options.settleSeconds * 1000);
  const pids = descendants(pid);
  const memory = memoryOf(pids);
  const before = activityOf(pids);
  await sleep(options.seconds * 1000);
  const after = activityOf(pids);
  return {
    program,
    routers,
    processes: pids.length,
    rssMb: memory.rssKb / 1024,
    pssMb: memory.pssKb / 1024,
    anonymousMb: memory.anonymousKb / 1024,
    cpuPercent: (after.runtimeNs - before.runtimeNs) / (options.seconds * 1e7),
    wakeupsPerSecond: (after.wakeups - before.wakeups) / options.seconds,
  };
}

/** How many VIPs are on the interface in the namespaces of a process' child. */
function heldAddresses(pid: number): number {
  const [inside] = descendants(pid);
  if (inside === undefined) return 0;
  const show = ['-o', '-4', 'address', 'show', 'dev', interfaceName];
  const text = execFileSync('nsenter', ['--target', String(inside), '--net', 'ip', ...show], {
    stdio: 'pipe',
    encoding: 'utf8',
  });
  return text.split('\n').filter((line) => line.includes(' 10.91.1.')).length;
}

async function until(what: string, child: ChildProcess, condition: () => boolean): Promise<void> {
  const giveUpMs = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended before ${what}`);
    try {
      if (condition()) return;
    } catch {
      // The namespaces or the wires are not there yet.
    }
    if (Date.now() > giveUpMs) throw new Error(`after a minute it is not true that ${what}`);
    await sleep(200);
  }
}

const vips = (routers: number) => Array.from({ length: routers }, (_, index) => `10.91.1.${index + 1}/16`);

/** The archive as `npm run build:agent` leaves it, made up to date first. */
function unpackAgent(directory: string): string {
  execFileSync(process.execPath, [join(checkout, 'scripts/build-agent.ts')], {
    cwd: checkout,
    stdio: 'pipe',
  });
  const index: { x64: { file: string } } = JSON.parse(
    readFileSync(join(checkout, 'dist/agent/index.json'), 'utf8'),
  );
  const agent = join(directory, 'agent');
  mkdirSync(agent);
  execFileSync('tar', ['-xzf', join(checkout, 'dist/agent', index.x64.file), '-C', agent]);
  return agent;
}

function agentCommand(agent: string, folder: string, routers: number): string[] {
  const config = join(folder, 'agent.json');
  const virtualRouters = vips(routers).map((vip, index) => {
    return {
      vrid: index + 1,
      version: 3,
      interface: interfaceName,
      priority: 100,
      advertIntervalMs,
      vips: [vip],
    };
  });
  writeFileSync(config, JSON.stringify({ format: 1, lab: 'idle', node: 'bench', virtualRouters }));
  const places = ['--socket', join(folder, 'control.sock'), '--state-dir', folder];
  return [join(agent, 'bin/tandem-agent'), 'run', '--config', config, ...places];
}

/** Where the test bed's keepalived is; undefined before the lab was up for the first time. */
function keepalivedRoot(): string | undefined {
  const architecture = debianArchitecture(process.arch);
  if (architecture === undefined) return undefined;
  const root = join(cacheDirectory(), `rootfs-${recipeKey(makeRecipe(architecture))}`);
  return existsSync(join(root, 'usr/sbin/keepalived')) ? root : undefined;
}

/** By its own loader with its own libraries, so that nothing of it need be installed here. */
function keepalivedCommand(root: string, folder: string, routers: number): string[] {
  const config = join(folder, 'keepalived.conf');
  const instances = vips(routers).map(
    (vip, index) => `vrrp_instance idle_${index + 1} {
  state BACKUP
  interface ${interfaceName}
  virtual_router_id ${index + 1}
  priority 100
  advert_int ${advertIntervalMs / 1000}
  virtual_ipaddress {
    ${vip}
  }
}
`,
  );
  writeFileSync(config, `global_defs {\n  vrrp_version 3\n}\n${instances.join('')}`);
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  const loader = [join(libraries, 'ld-linux-x86-64.so.2'), '--library-path', libraries];
  const files = ['-f', config, '-p', join(folder, 'parent.pid'), '-r', join(folder, 'vrrp.pid')];
  return [...loader, join(root, 'usr/sbin/keepalived'), '-n', '-l', ...files];
}

export function idleTable(results: readonly IdleResult[]): string {
  const head = ['program', 'routers', 'processes', 'RSS', 'PSS', 'anonymous', 'CPU', 'wake-ups'];
  const rows = results.map((result) => [
    result.program,
    String(result.routers),
    String(result.processes),
    result.rssMb.toFixed(1),
    result.pssMb.toFixed(1),
    result.anonymousMb.toFixed(1),
    `${result.cpuPercent.toFixed(3)} %`,
    result.wakeupsPerSecond.toFixed(1),
  ]);
  return `${table([head, ...rows])}\nMB of all processes together; CPU of one core and wake-ups a second while master, v3 at 1 s`;
}
