import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { describe, expect, it } from 'vitest';
import { checkConfiguration, defaultTemplate, readConfiguration } from './configuration.ts';
import { parseControl } from './deb-contents.ts';
import { tap } from './package-facts.ts';
import { afterInstallFaults, controlFaults, fillTemplate } from './package-system.ts';
import { modulesOf } from './packed-code.ts';
import { makeStandIn } from './stand-in.ts';

const root = join(import.meta.dirname, '..', '..');

describe('electron-builder.yml', () => {
  it('is accepted by the schema of electron-builder', async () => {
    const config = await readConfiguration(root);
    expect(config).toMatchObject({ appId: 'io.tandem.lab', productName: 'Tandem', npmRebuild: false });
  });

  it('would be refused with a key that electron-builder does not know', async () => {
    const config = await readConfiguration(root);
    await expect(checkConfiguration({ ...config, electronFuse: {} } as never)).rejects.toThrow(
      /electronFuse/,
    );
  });

  it('turns off every fuse that lets somebody else run code in Electron', async () => {
    const { electronFuses } = await readConfiguration(root);
    expect(electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      grantFileProtocolExtraPrivileges: false,
      enableCookieEncryption: true,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      loadBrowserProcessSpecificV8Snapshot: false,
    });
  });
});

describe('defaultTemplate', () => {
  it("finds electron-builder's template, with what the package relies on", () => {
    const template = defaultTemplate('after-install');
    for (const part of ['update-alternatives', 'chrome-sandbox', 'apparmor_parser'])
      expect(template).toContain(part);
  });
});

describe('afterInstallFaults', () => {
  const template = `ln -s '/opt/\${sanitizedProductName}/\${executable}' /usr/bin\n`;
  const own = readFileSync(join(import.meta.dirname, 'after-install-tap.sh'), 'utf8');
  const script = fillTemplate(template + own);

  it('finds nothing wrong with what the package brings', () =>
    expect(afterInstallFaults(script, template)).toEqual([]));

  it.each([
    ['the default part is missing', fillTemplate(own), /own part is not there/],
    ['Electron gets a capability', `${script}setcap cap_net_raw+ep /opt/Tandem/tandem\n`, /otherwise/],
    [
      'the tap gets more than one',
      script.replace('cap_net_raw+ep', 'cap_net_raw,cap_net_admin+ep'),
      /otherwise/,
    ],
    ['the tap is elsewhere', script.replaceAll(tap, '/usr/bin/tap'), /it does not name/],
    ['the shell cannot read it', `${script}if\n`, /syntax error/],
  ])('notices that %s', (_what, changed, fault) =>
    expect(afterInstallFaults(changed, template).join('\n')).toMatch(fault),
  );
});

describe('controlFaults', () => {
  it('names what is wrong and what is missing', () => {
    const control = new Map([
      ['Package', 'tandem'],
      ['Version', '1.0.0'],
      ['Architecture', 'arm64'],
      ['Section', 'net'],
      ['Depends', 'libgtk-3-0, libnotify4, libnss3, libxss1, libxtst6, xdg-utils, libatspi2.0-0, libuuid1'],
    ]);
    expect(controlFaults(control, '1.0.0')).toEqual([
      'Architecture is arm64, not amd64',
      'does not depend on libsecret-1-0',
      'does not depend on libcap2-bin',
    ]);
  });
});

describe('parseControl', () => {
  it('joins continued lines', () => {
    const fields = parseControl(
      'Package: tandem\nDescription: A lab\n More: words.\n .\nHomepage: https://t.invalid/\n',
    );
    expect(Object.fromEntries(fields)).toEqual({
      Package: 'tandem',
      Description: 'A lab\nMore: words.\n.',
      Homepage: 'https://t.invalid/',
    });
  });
});

describe('modulesOf', () => {
  it.each([
    ['import { join } from "node:path";', ['node:path']],
    ['import "ws";', ['ws']],
    ['export * from "zod";', ['zod']],
    ['export PATH="/usr/sbin"', []],
    ['var a = __require("crypto"), b = require("ssh2");', ['crypto', 'ssh2']],
    ['const text = "import x from y";', []],
  ])('%s', (source, expected) => expect(modulesOf(source)).toEqual(expected));
});

describe('makeStandIn', () => {
  it('has the fuses of an Electron, all off', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-stand-in-'));
    try {
      makeStandIn(folder);
      const wire = await getCurrentFuseWire(join(folder, 'electron'));
      expect(wire.version).toBe('1');
      expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
