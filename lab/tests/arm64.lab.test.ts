import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findArchive } from '../../engine/deploy/archive.ts';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { frameSchema } from '../../protocol/wire/frame.ts';
import { cable, NetworkNamespace } from '../support/network-namespace.ts';
import { ensurePackages } from '../testbed/host-packages.ts';
import { checkout } from '../testbed/paths.ts';

/**
 * The archive for arm64, run by qemu-user on this machine's kernel. lab/segment/qemu-user.c stands in for socket options
 * that qemu does not pass on; time stamps of the kernel's and IPv6 are therefore not tried here.
 */
const packages = ['g++-aarch64-linux-gnu', 'qemu-user-static'];
const sysroot = '/usr/aarch64-linux-gnu';
const EM_AARCH64 = 183;
const archives = join(checkout, 'dist', 'agent');
const obstacle = await prepare();
if (obstacle !== null) console.log(`not run: the agent on arm64: ${obstacle}`);

async function prepare(): Promise<string | null> {
  try {
    await ensurePackages(packages, () => {});
    const said = execFileSync(process.execPath, ['scripts/build-agent.ts'], {
      cwd: checkout,
      encoding: 'utf8',
    });
    return /^not built: .*$/m.exec(said)?.[0] ?? null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe.skipIf(obstacle !== null)('the agent on arm64', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-arm64-'));
  const agent = join(folder, 'bin', 'tandem-agent');
  const namespaces: NetworkNamespace[] = [];

  beforeAll(() => {
    execFileSync('tar', ['-xzf', '-', '-C', folder], { input: findArchive(archives, 'aarch64').read() });
  });

  afterAll(() => {
    for (const namespace of namespaces) namespace.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The program that the launcher starts becomes qemu with that program. */
  function putQemuBefore(): void {
    const shim = join(folder, 'qemu-user.so');
    const source = join(checkout, 'lab/segment/qemu-user.c');
    execFileSync('aarch64-linux-gnu-gcc', ['-shared', '-fPIC', '-O2', source, '-o', shim, '-ldl']);
    const node = join(folder, 'lib', 'node');
    renameSync(node, `${node}.arm64`);
    const line = `exec qemu-aarch64-static -L ${sysroot} -E LD_PRELOAD=${shim} ${node}.arm64 "$@"`;
    writeFileSync(node, `#!/bin/sh\n${line}\n`);
    chmodSync(node, 0o755);
  }

  it('is made of arm64 programs, and says so', () => {
    const about = JSON.parse(readFileSync(join(folder, 'MANIFEST.json'), 'utf8')) as Record<string, unknown>;
    const own = process.versions.node;
    expect(about).toMatchObject({ arch: 'arm64', node: own });
    const natives = [
      join(folder, 'lib/node'),
      ...globSync('lib/**/*.node', { cwd: folder }).map((path) => join(folder, path)),
    ];
    expect(natives.length).toBe(3);
    for (const path of natives) {
      const header = readFileSync(path).subarray(0, 20);
      expect([header.subarray(1, 4).toString(), header.readUInt16LE(18)], path).toEqual(['ELF', EM_AARCH64]);
    }
  });

  it('starts, and loads both native modules', () => {
    putQemuBefore();
    expect(execFileSync(agent, ['version'], { encoding: 'utf8' }).trim()).toMatch(/^\d+\.\d+\.\d+$/);
    const script = join(folder, 'lib', 'try.mjs');
    writeFileSync(
      script,
      `import koffi from 'koffi';
import raw from 'raw-socket';
const getpid = koffi.load(null).func('int getpid()');
const socket = raw.createSocket({ protocol: 112 });
socket.on('close', () => console.log(process.arch, getpid() === process.pid, 'closed'));
socket.close();
`,
    );
    expect(execFileSync(join(folder, 'lib', 'node'), [script], { encoding: 'utf8' })).toBe(
      'arm64 true closed\n',
    );
  });

  it('leads a virtual router whose adverts are decoded on x64, answers for its address and gives it back', async () => {
    const own = new NetworkNamespace(`arm64-${process.pid}-own`);
    namespaces.push(own);
    const peer = new NetworkNamespace(`arm64-${process.pid}-peer`);
    namespaces.push(peer);
    cable(own, peer, ['02:00:0a:40:00:01', '02:00:0a:40:00:02']);
    own.ip('address', 'add', '10.64.0.1/24', 'dev', 'eth0');
    peer.ip('address', 'add', '10.64.0.2/24', 'dev', 'eth0');
    const router = { vrid: 51, version: 3 as const, interface: 'eth0', priority: 150, advertIntervalMs: 100 };
    const config: AgentConfigInput = {
      format: 1,
      lab: 'arm64',
      node: 'own',
      virtualRouters: [{ ...router, vips: ['10.64.0.100/24'] }],
    };
    writeFileSync(join(folder, 'agent.json'), JSON.stringify(config));
    const inside = (namespace: NetworkNamespace, ...argv: string[]) => [
      'netns',
      'exec',
      namespace.name,
      ...argv,
    ];
    const places = ['--config', join(folder, 'agent.json'), '--socket', join(folder, 'control.sock')];
    const child = spawn('ip', inside(own, agent, 'run', ...places, '--state-dir', folder), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const isMaster = new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        if (line.includes('"to":"master"')) resolve();
      });
    });
    await Promise.race([isMaster, once(child, 'exit')]);
    const cli = [process.execPath, join(checkout, 'engine/shell/cli.ts'), 'sniff', '--json'];
    const sniff = [...cli, '--interface', 'eth0', '--count', '3', '--data', join(folder, 'data')];
    const heard = execFileSync('ip', inside(peer, ...sniff), { encoding: 'utf8' });
    const frames = heard
      .trim()
      .split('\n')
      .map((line) => frameSchema.parse(JSON.parse(line)));
    expect(frames.find(({ protocol }) => protocol === 'vrrp')).toMatchObject({
      ip: { src: '10.64.0.1', dst: '224.0.0.18', ttl: 255 },
      vrrp: { vrid: 51, priority: 150, addresses: ['10.64.0.100'], checksum: { ok: true } },
      problems: [],
    });
    execFileSync('ip', inside(peer, 'ping', '-c', '1', '-W', '2', '10.64.0.100'));
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(own.ip('-o', 'address')).not.toContain('10.64.0.100');
  });
});
