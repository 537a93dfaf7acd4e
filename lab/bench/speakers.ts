import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, type NodeName, nodeExec, nodeInterface, runPaths } from '../testbed/index.ts';

/** The virtual router that a bench or a test plays with; not one that a lab file would use. */
export interface Play {
  version: 2 | 3;
  advertIntervalMs: number;
  vrid: number;
  /** With its prefix. */
  vip: string;
}

/** A VRRP program on a node. */
export interface Speaker {
  start(play: Play, priority: number): Promise<void>;
  /** As an administrator stops it. */
  stop(): Promise<void>;
  /** SIGKILL to all its processes, as a crash. */
  crash(): Promise<void>;
}

/** A command in a node as root. @throws Error with what it complained about */
export async function inNode(node: NodeName, command: string, input?: string): Promise<string> {
  const result = await nodeExec(node, ['sh', '-c', command], input === undefined ? {} : { input });
  if (result.status !== 0) throw new Error(`${node}: ${command}: ${result.stderr || result.stdout}`);
  return result.stdout;
}

/** Where the bench's keepalived keeps the number of its first process, and what lowers its priority by 100. */
export const keepalivedPidFile = '/run/bench-ka.pid';
export const keepalivedTrackFile = '/run/bench-track';

/**
 * The real keepalived of the node, with its own configuration and nothing of the system's changed.
 * @param tracks whether a 1 in its track file lowers its priority
 */
export function keepalived(node: NodeName, tracks = false): Speaker {
  const unit = 'bench-keepalived';
  const reset = `systemctl stop ${unit} 2>/dev/null; systemctl reset-failed ${unit} 2>/dev/null; true`;
  let vip = '';
  const dropVip = `ip address delete ADDRESS dev ${nodeInterface} 2>/dev/null; true`;
  return {
    async start(play, priority) {
      vip = play.vip;
      await inNode(node, reset);
      await inNode(node, 'cat > /run/bench-keepalived.conf', keepalivedConf(play, priority, tracks));
      if (tracks) await inNode(node, `echo 0 > ${keepalivedTrackFile}`);
      const command =
        'keepalived -n -l -D -f /run/bench-keepalived.conf -p /run/bench-ka.pid -r /run/bench-ka-vrrp.pid';
      await inNode(node, `systemd-run --quiet --unit=${unit} ${command}`);
    },
    async stop() {
      await inNode(
        node,
        `${reset}; rm -f /run/bench-keepalived.conf ${keepalivedPidFile} /run/bench-ka-vrrp.pid ${keepalivedTrackFile}`,
      );
    },
    async crash() {
      // The parent is stopped first: neither may see the other die and do something about it.
      const pids = 'parent=$(cat /run/bench-ka.pid) child=$(cat /run/bench-ka-vrrp.pid)';
      await inNode(node, `${pids}; kill -STOP $parent; kill -KILL $child; kill -KILL $parent`);
      // What the dead one leaves: a real crash of the machine would take it along.
      await inNode(node, dropVip.replace('ADDRESS', vip));
    },
  };
}

function keepalivedConf(play: Play, priority: number, tracks: boolean): string {
  const tracked = `vrrp_track_file bench {
  file ${keepalivedTrackFile}
}
`;
  return `global_defs {
  vrrp_version ${play.version}
}
${tracks ? tracked : ''}vrrp_instance bench {
  state BACKUP
  interface ${nodeInterface}
  virtual_router_id ${play.vrid}
  priority ${priority}
  advert_int ${play.advertIntervalMs / 1000}
  virtual_ipaddress {
    ${play.vip}
  }
${tracks ? '  track_file {\n    bench weight -100\n  }\n' : ''}}
`;
}

/** Where the bench's agent lives on a node: beside, not instead of, one that was deployed. */
export const agentUnit = 'bench-agent';
const directory = '/opt/bench-agent';
const stateDir = `/run/${agentUnit}`;
export const agentSocket = `${stateDir}/control.sock`;
export const agentProgram = `${directory}/bin/tandem-agent`;

/** Our agent from its own archive under its own systemd unit, with other paths than a deployed one. */
export function tandemAgent(node: NodeName): Speaker & { install(): Promise<void>; remove(): Promise<void> } {
  const reset = `systemctl stop ${agentUnit} 2>/dev/null; systemctl reset-failed ${agentUnit} 2>/dev/null; true`;
  return {
    async install() {
      const merged = runPaths().node(node).merged;
      const archive = builtArchive();
      mkdirSync(join(merged, directory), { recursive: true });
      execFileSync('tar', ['-xzf', archive, '-C', join(merged, directory)]);
      const shipped = readFileSync(join(checkout, 'agent/systemd/tandem-agent.service'), 'utf8');
      writeFileSync(join(merged, `etc/systemd/system/${agentUnit}.service`), benchUnit(shipped));
      await inNode(node, 'systemctl daemon-reload');
    },
    async remove() {
      await inNode(
        node,
        `${reset}; rm -rf ${directory} ${stateDir} /etc/bench-agent /etc/systemd/system/${agentUnit}.service*; systemctl daemon-reload`,
      );
    },
    async start(play, priority) {
      await inNode(node, reset);
      await writeAgentConfig(node, agentConfig(node, play, priority));
      await inNode(node, `systemctl start ${agentUnit}`);
    },
    async stop() {
      await inNode(node, reset);
    },
    async crash() {
      await inNode(node, `systemctl kill --kill-who=all --signal=KILL ${agentUnit}`);
    },
  };
}

export async function writeAgentConfig(node: NodeName, config: unknown): Promise<void> {
  const json = JSON.stringify(config);
  await inNode(node, 'mkdir -p /etc/bench-agent && cat > /etc/bench-agent/agent.json', json);
}

export function agentConfig(node: NodeName, play: Play, priority: number) {
  const { version, advertIntervalMs, vrid, vip } = play;
  const timing = { advertIntervalMs, preempt: true, preemptDelayMs: 0 };
  const router = { vrid, version, interface: nodeInterface, priority, vips: [vip], ...timing };
  return { format: 1, lab: 'bench', node, virtualRouters: [router] };
}

/** The shipped unit with the bench's paths in place of the product's. */
function benchUnit(shipped: string): string {
  return shipped
    .replaceAll('/opt/tandem/current', directory)
    .replaceAll('/etc/tandem/agent.json', '/etc/bench-agent/agent.json')
    .replace(/^(ExecStart=.*)$/m, `$1 --socket ${agentSocket} --state-dir ${stateDir}`)
    .replace(/^(ExecStopPost=.*)$/m, `$1 ${stateDir}/vips`)
    .replace(/^RuntimeDirectory=.*$/m, `RuntimeDirectory=${agentUnit}`);
}

/** The archive as `npm run build:agent` leaves it, made up to date first. */
function builtArchive(): string {
  execFileSync(process.execPath, [join(checkout, 'scripts/build-agent.ts')], { cwd: checkout });
  const index: { x64: { file: string } } = JSON.parse(
    readFileSync(join(checkout, 'dist/agent/index.json'), 'utf8'),
  );
  return join(checkout, 'dist/agent', index.x64.file);
}
