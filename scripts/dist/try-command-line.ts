import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PackageFacts, resources } from './package-facts.ts';

const nobody = 65534;

interface Answer {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** What is wrong with what the packed command line says to an ordinary user, with and without a Node in its cache. */
export function tryCommandLine({ root, deb }: PackageFacts): string[] {
  const work = mkdtempSync(join(tmpdir(), 'tandem-command-line-'));
  const home = join(work, 'home');
  const app = join(deb.folder, resources, '..');
  const lab = join(work, 'lab.json');
  // What tandem serve hands out, and what completes its commands.
  const completion = '/usr/share/bash-completion/completions/tandem';
  const page = `${resources}/cli/renderer/index.html`;
  try {
    chmodSync(work, 0o755);
    mkdirSync(home);
    chmodSync(home, 0o777);
    cpSync(join(root, 'lab', 'example.json'), lab);
    const packed = join(work, 'app');
    for (const name of ['agent', 'cli'])
      cpSync(join(app, 'resources', name), join(packed, 'resources', name), { recursive: true });
    const ordinary = process.geteuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
    const tandem = (...args: string[]): Answer => {
      const env = { PATH: '/usr/bin:/bin', HOME: home };
      const program = join(packed, 'resources', 'cli', 'tandem');
      return spawnSync(program, args, { ...ordinary, env, cwd: '/', encoding: 'utf8' });
    };
    const data = ['--data', join(home, 'data'), '--json'];
    return [
      ...expectOf('tandem --help', tandem('--help'), (out) => out.startsWith('Usage: tandem COMMAND')),
      ...expectOf('tandem lint', tandem('lint', lab, ...data), (out) => 'findings' in JSON.parse(out)),
      ...expectOf('tandem interfaces', tandem('interfaces', ...data), (out) =>
        Array.isArray(JSON.parse(out)),
      ),
      ...[page, completion].filter((path) => !deb.files.has(path)).map((path) => `${path} is missing`),
      ...cacheFaults(join(home, '.cache', 'tandem')),
      ...launcherFaults(readFileSync(join(deb.folder, 'usr/bin/tandem'), 'utf8')),
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function expectOf(
  name: string,
  { status, stdout, stderr }: Answer,
  isRight: (stdout: string) => boolean,
): string[] {
  return status === 0 && isRight(stdout) ? [] : [`${name}: status ${status}, ${stdout}${stderr}`];
}

/** One Node, and nothing half taken out. */
function cacheFaults(cache: string): string[] {
  const names = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('node-')) : [];
  return names.length === 1 && !names[0]?.includes('.')
    ? []
    : [`${cache} has ${names.join(', ') || 'no Node'}`];
}

function launcherFaults(launcher: string): string[] {
  const program = `${resources}/cli/tandem`;
  return launcher.includes(`exec ${program} "$@"`) ? [] : [`/usr/bin/tandem does not run ${program}`];
}
