import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { controlFile, type DebRequest, parseFpmArguments } from './fpm-arguments.ts';

/** Stands where electron-builder expects fpm, and makes the .deb with Debian's own dpkg-deb. */

/** "gz" is the quick one, for checks; "xz" is what people download. */
const compressions: Record<string, string[]> = { gz: ['-Zgzip', '-z1'], xz: ['-Zxz'] };

function stage(request: DebRequest, folder: string): void {
  for (const { from, to } of request.files) {
    const target = join(folder, to);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(from, target, { recursive: true, verbatimSymlinks: true });
  }
}

/** In kB, and with the modes that every file of a package has: its owner's bits for all to read. */
function settle(folder: string): number {
  let bytes = 0;
  for (const path of globSync('**', { cwd: folder })) {
    const file = join(folder, path);
    const stat = lstatSync(file);
    if (stat.isSymbolicLink()) continue;
    chmodSync(file, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644);
    if (stat.isFile()) bytes += stat.size;
  }
  return Math.ceil(bytes / 1024);
}

function build(request: DebRequest): void {
  const compression = compressions[request.compression];
  if (!compression) throw new Error(`unknown compression ${request.compression}`);
  const folder = mkdtempSync(join(tmpdir(), 'tandem-deb-'));
  try {
    stage(request, folder);
    const installedKb = settle(folder);
    chmodSync(folder, 0o755);
    const debian = join(folder, 'DEBIAN');
    mkdirSync(debian);
    writeFileSync(join(debian, 'control'), controlFile(request.control, installedKb));
    for (const [script, source] of [
      ['postinst', request.afterInstall],
      ['postrm', request.afterRemove],
    ] as const) {
      if (source === null) continue;
      cpSync(source, join(debian, script));
      chmodSync(join(debian, script), 0o755);
    }
    mkdirSync(dirname(request.output), { recursive: true });
    const args = [...compression, '--root-owner-group', '--build', folder, request.output];
    const { status } = spawnSync('dpkg-deb', args, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`dpkg-deb ended with status ${status}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

build(parseFpmArguments(process.argv.slice(2)));
