import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { home, type PackageFacts, resources, tap } from './package-facts.ts';

const depends = [
  ...['libgtk-3-0', 'libnotify4', 'libnss3', 'libxss1', 'libxtst6', 'xdg-utils', 'libatspi2.0-0'],
  ...['libuuid1', 'libsecret-1-0', 'libcap2-bin'],
];

export function controlFaults(control: ReadonlyMap<string, string>, version: string): string[] {
  const expected = { Package: 'tandem', Version: version, Architecture: 'amd64', Section: 'net' };
  const wrong = Object.entries(expected)
    .filter(([name, value]) => control.get(name) !== value)
    .map(([name, value]) => `${name} is ${control.get(name)}, not ${value}`);
  const given = new Set(control.get('Depends')?.split(', '));
  return [
    ...wrong,
    ...depends.filter((name) => !given.has(name)).map((name) => `does not depend on ${name}`),
  ];
}

/** As electron-builder fills in its templates for this package. */
export function fillTemplate(text: string): string {
  return text.replaceAll(`\${executable}`, 'tandem-desktop').replaceAll(`\${sanitizedProductName}`, 'Tandem');
}

/** The default part as it is, then exactly one capability, for the tap. */
export function afterInstallFaults(script: string, defaultAfterInstall: string): string[] {
  const filled = fillTemplate(defaultAfterInstall);
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

export function tapProgram({ deb, version }: PackageFacts): string[] {
  if (!deb.files.has(tap)) return [`${tap} is missing`];
  const path = join(deb.folder, tap);
  accessSync(path, constants.X_OK);
  const { stdout, stderr } = spawnSync(path, ['version'], { encoding: 'utf8' });
  return stdout.trim() === version ? [] : [`tandem-tap version says ${stdout}${stderr}`];
}

export function licences({ deb }: PackageFacts): string[] {
  return [
    `${home}/LICENSE.tandem.txt`,
    `${resources}/tap/LICENSE.node`,
    `${resources}/tap/node_modules/koffi/LICENSE.txt`,
  ]
    .filter((path) => !deb.files.has(path))
    .map((path) => `${path} is missing`);
}

export function desktop({ deb }: PackageFacts): string[] {
  const path = '/usr/share/applications/tandem-desktop.desktop';
  if (!deb.files.has(path)) return [`${path} is missing`];
  const lines = readFileSync(join(deb.folder, path), 'utf8').split('\n');
  const expected = [
    'Name=Tandem',
    `Exec=${home}/tandem-desktop %U`,
    'Icon=tandem-desktop',
    'Categories=Network;',
    'StartupWMClass=tandem-desktop',
  ];
  const icons = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
    .map((size) => `/usr/share/icons/hicolor/${size}x${size}/apps/tandem-desktop.png`)
    .filter((icon) => !deb.files.has(icon));
  return [
    ...expected.filter((line) => !lines.includes(line)).map((line) => `no line ${line}`),
    ...icons.map((icon) => `${icon} is missing`),
  ];
}

export async function fuses({ deb }: PackageFacts): Promise<string[]> {
  const wire = await getCurrentFuseWire(join(deb.folder, home, 'tandem-desktop'));
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
