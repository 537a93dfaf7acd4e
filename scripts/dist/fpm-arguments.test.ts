import { describe, expect, it } from 'vitest';
import { controlFile, parseFpmArguments } from './fpm-arguments.ts';

const args = [
  ...['-s', 'dir', '--force', '-t', 'deb', '-d', 'libnss3', '-d', 'libcap2-bin'],
  ...['--deb-recommends', 'libappindicator3-1', '--deb-compression', 'xz', '--architecture', 'amd64'],
  ...['--after-install', '/tmp/in.sh', '--after-remove', '/tmp/out.sh'],
  ...['--description', 'A lab\n More words.\n\n The end.', '--version', '1.0.0', '--package', '/tmp/x.deb'],
  ...[
    '--name',
    'tandem',
    '--maintainer',
    'A <a@b.c>',
    '--vendor',
    'A <a@b.c>',
    '--url',
    'https://t.invalid/',
  ],
  ...['--category', 'net', '--deb-priority', 'optional', '--license', 'MIT'],
  ...['/tmp/app/=/opt/Tandem', '/tmp/16.png=/usr/share/icons/hicolor/16x16/apps/tandem.png'],
];

describe('parseFpmArguments', () => {
  it('reads what electron-builder passes', () => {
    const request = parseFpmArguments(args);
    expect(request).toMatchObject({
      output: '/tmp/x.deb',
      compression: 'xz',
      afterInstall: '/tmp/in.sh',
      afterRemove: '/tmp/out.sh',
      files: [
        { from: '/tmp/app/', to: '/opt/Tandem' },
        { from: '/tmp/16.png', to: '/usr/share/icons/hicolor/16x16/apps/tandem.png' },
      ],
    });
    expect(controlFile(request.control, 42)).toBe(`Package: tandem
Version: 1.0.0
Architecture: amd64
Maintainer: A <a@b.c>
Vendor: A <a@b.c>
Section: net
Priority: optional
Depends: libnss3, libcap2-bin
Recommends: libappindicator3-1
Homepage: https://t.invalid/
Installed-Size: 42
Description: A lab
 More words.
 .
 The end.
`);
  });

  it.each([
    [
      'an option that it does not know',
      [...args, '--deb-systemd', 'x.service'],
      /unknown options: --deb-systemd/,
    ],
    ['an option without a value', [...args, '--url'], /--url has no value/],
    ['another package format', ['-s', 'dir', '-t', 'rpm'], /only -s dir -t deb/],
    ['a file without a place', [...args, '/tmp/app'], /not FROM=TO/],
    [
      'a package without a name',
      args.filter((arg) => arg !== '--name' && arg !== 'tandem'),
      /--name is missing/,
    ],
  ])('refuses %s', (_what, bad, message) => expect(() => parseFpmArguments(bad)).toThrow(message));
});
