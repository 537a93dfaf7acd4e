import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { describe, expect, it } from 'vitest';
import { checkConfiguration, defaultAfterInstall, readConfiguration } from './configuration.ts';
import { parseControl } from './deb-contents.ts';
import { modulesOf } from './expectations.ts';
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

describe('defaultAfterInstall', () => {
  it("finds electron-builder's template, with what the package relies on", () => {
    const template = defaultAfterInstall();
    for (const part of ['update-alternatives', 'chrome-sandbox', 'apparmor_parser'])
      expect(template).toContain(part);
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
