import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import type { DebContents } from './deb-contents.ts';

/** One statement about the package: its name, and what is wrong, or nothing. */
export interface Expectation {
  name: string;
  faults(): string[] | Promise<string[]>;
}

export interface PackageFacts {
  root: string;
  deb: DebContents;
  version: string;
  /** electron-builder's own after-install template, before it is filled in. */
  defaultAfterInstall: string;
}

const home = '/opt/Tandem';
const resources = `${home}/resources`;
const tap = `${resources}/tap/tandem-tap`;

const depends = [
  ...['libgtk-3-0', 'libnotify4', 'libnss3', 'libxss1', 'libxtst6', 'xdg-utils', 'libatspi2.0-0'],
  ...['libuuid1', 'libsecret-1-0', 'libcap2-bin'],
];

function control({ deb, version }: PackageFacts): string[] {
  const expected = { Package: 'tandem', Version: version, Architecture: 'amd64', Section: 'net' };
  const wrong = Object.entries(expected)
    .filter(([name, value]) => deb.control.get(name) !== value)
    .map(([name, value]) => `${name} is ${deb.control.get(name)}, not ${value}`);
  const given = new Set(deb.control.get('Depends')?.split(', '));
  return [
    ...wrong,
    ...depends.filter((name) => !given.has(name)).map((name) => `does not depend on ${name}`),
  ];
}

function asarFiles(archive: string): string[] {
  return listPackage(archive, { isPack: false })
    .map((path) => path.replaceAll('\\', '/').slice(1))
    .filter((path) => !('files' in statFile(archive, path)));
}

function code({ root, deb }: PackageFacts): string[] {
  const archive = join(deb.folder, resources, 'app.asar');
  const built = [
    ...['main.js', 'engine.js', 'preload.cjs'].map((name) => `dist/electron/${name}`),
    ...globSync('dist/renderer/**/*.*', { cwd: root }),
  ];
  const packed = new Set(asarFiles(archive));
  const manifest = JSON.parse(extractFile(archive, 'package.json').toString()) as { main?: string };
  return [
    ...built.filter((path) => !packed.has(path)).map((path) => `${path} is missing`),
    ...built
      .filter(
        (path) => packed.has(path) && !extractFile(archive, path).equals(readFileSync(join(root, path))),
      )
      .map((path) => `${path} is another one than the build's`),
    ...[...packed]
      .filter((path) => path !== 'package.json' && !built.includes(path))
      .map((path) => `${path} is extra`),
    ...(packed.has('dist/renderer/index.html') ? [] : ['the page is missing']),
    ...(manifest.main === 'dist/electron/main.js' ? [] : [`package.json starts ${manifest.main}`]),
  ];
}

/** What a bundle asks its module loader for: imports, and the calls that CommonJS leaves behind. */
export function modulesOf(source: string): string[] {
  const pattern =
    /^(?:import|export)\b[^'"\n]*?["']([^"'\n]+)["'];?$|\b(?:__)?require\(["']([^"'\n]+)["']\)/gm;
  return [...new Set([...source.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ''))];
}

function selfContained({ root }: PackageFacts): string[] {
  return ['main.js', 'engine.js', 'preload.cjs'].flatMap((name) => {
    const source = readFileSync(join(root, 'dist/electron', name), 'utf8');
    return modulesOf(source)
      .filter((module) => module !== 'electron' && !process.getBuiltinModule(module))
      .map((module) => `${name} asks for ${module}, which is not packed`);
  });
}

function agentArchives({ deb }: PackageFacts): string[] {
  const folder = join(deb.folder, resources, 'agent');
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Record<
    string,
    { file: string; sha256: string }
  >;
  const entries = Object.entries(index);
  if (entries.length === 0) return ['index.json names no archive'];
  return entries
    .filter(([, { file, sha256 }]) => {
      const path = `${resources}/agent/${file}`;
      if (!deb.files.has(path)) return true;
      return (
        createHash('sha256')
          .update(readFileSync(join(deb.folder, path)))
          .digest('hex') !== sha256
      );
    })
    .map(([arch, { file }]) => `${file} for ${arch} is missing or damaged`);
}

function tapProgram({ deb, version }: PackageFacts): string[] {
  if (!deb.files.has(tap)) return [`${tap} is missing`];
  const path = join(deb.folder, tap);
  accessSync(path, constants.X_OK);
  const { stdout, stderr } = spawnSync(path, ['version'], { encoding: 'utf8' });
  return stdout.trim() === version ? [] : [`tandem-tap version says ${stdout}${stderr}`];
}

function afterInstall({ deb, defaultAfterInstall }: PackageFacts): string[] {
  const script = deb.afterInstall;
  const filled = defaultAfterInstall
    .replaceAll(`\${executable}`, 'tandem')
    .replaceAll(`\${sanitizedProductName}`, 'Tandem');
  const capabilities = script
    .split('\n')
    .filter((line) => /\bsetcap\b/.test(line) && !line.trim().startsWith('#'));
  const syntax = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  return [
    ...(script.startsWith(filled) ? [] : ["electron-builder's own part is not there as it is"]),
    ...(script.includes(`TANDEM_TAP='${tap}'`) ? [] : [`it does not name ${tap}`]),
    ...(capabilities.length === 1 && capabilities[0]?.includes('setcap cap_net_raw+ep "$TANDEM_TAP"')
      ? []
      : [`it sets capabilities otherwise: ${capabilities.join(' | ')}`]),
    ...(syntax.status === 0 ? [] : [syntax.stderr]),
  ];
}

function licences({ deb }: PackageFacts): string[] {
  return [
    `${home}/LICENSE.tandem.txt`,
    `${resources}/tap/LICENSE.node`,
    `${resources}/tap/node_modules/koffi/LICENSE.txt`,
  ]
    .filter((path) => !deb.files.has(path))
    .map((path) => `${path} is missing`);
}

function desktop({ deb }: PackageFacts): string[] {
  const path = '/usr/share/applications/tandem.desktop';
  if (!deb.files.has(path)) return [`${path} is missing`];
  const lines = readFileSync(join(deb.folder, path), 'utf8').split('\n');
  const expected = [
    'Name=Tandem',
    `Exec=${home}/tandem %U`,
    'Icon=tandem',
    'Categories=Network;',
    'StartupWMClass=tandem',
  ];
  const icons = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
    .map((size) => `/usr/share/icons/hicolor/${size}x${size}/apps/tandem.png`)
    .filter((icon) => !deb.files.has(icon));
  return [
    ...expected.filter((line) => !lines.includes(line)).map((line) => `no line ${line}`),
    ...icons.map((icon) => `${icon} is missing`),
  ];
}

async function fuses({ deb }: PackageFacts): Promise<string[]> {
  const wire = await getCurrentFuseWire(join(deb.folder, home, 'tandem'));
  const { DISABLE, ENABLE } = FuseState;
  const expected = new Map([
    [FuseV1Options.RunAsNode, DISABLE],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, DISABLE],
    [FuseV1Options.EnableNodeCliInspectArguments, DISABLE],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, DISABLE],
    [FuseV1Options.EnableCookieEncryption, ENABLE],
    [FuseV1Options.OnlyLoadAppFromAsar, ENABLE],
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, ENABLE],
  ]);
  return [...expected]
    .filter(([fuse, state]) => wire[fuse] !== state)
    .map(([fuse, state]) => `${FuseV1Options[fuse]} is not ${FuseState[state]}`);
}

export function expectations(facts: PackageFacts): Expectation[] {
  const about = (
    name: string,
    faults: (facts: PackageFacts) => string[] | Promise<string[]>,
  ): Expectation => ({
    name,
    faults: () => faults(facts),
  });
  return [
    about('control fields and dependencies', control),
    about('app.asar holds the build and nothing else', code),
    about('the bundles need no node_modules', selfContained),
    about('agent archives, as their index says', agentArchives),
    about('the tap starts from its place', tapProgram),
    about('after the installation: the default part, then one capability, on the tap', afterInstall),
    about('desktop entry and icons', desktop),
    about('licences', licences),
    about('fuses of the (stand-in) Electron', fuses),
  ];
}
