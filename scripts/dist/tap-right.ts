import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const nobody = 65534;

/** Why it cannot be tried here, or null. */
export function tapRightObstacle(): string | null {
  if (process.geteuid?.() !== 0) return 'not root';
  return spawnSync('setcap', ['-h']).error ? 'setcap is not installed' : null;
}

/**
 * Captures on the loopback interface as "nobody", with a copy of the packed tap that has the one capability which the
 * package gives it. Returns what is wrong.
 */
export async function tryTapRight(tapFolder: string): Promise<string[]> {
  const work = mkdtempSync(join(tmpdir(), 'tandem-tap-right-'));
  try {
    chmodSync(work, 0o755);
    cpSync(tapFolder, join(work, 'tap'), { recursive: true });
    const program = join(work, 'tap', 'tandem-tap');
    const set = spawnSync('setcap', ['cap_net_raw+ep', program], { encoding: 'utf8' });
    if (set.status !== 0) return [`setcap: ${set.stderr}`];
    const child = spawn(program, ['sniff', '--interface', 'lo'], { uid: nobody, gid: nobody, cwd: '/' });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    const exit = once(child, 'exit');
    // The header that begins the stream is written once the socket is open.
    const opened = await Promise.race([once(child.stdout, 'data').then(() => true), exit.then(() => false)]);
    child.stdin.end();
    await exit;
    return opened ? [] : [`it captured nothing as an ordinary user: ${stderr}`];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
