import { describe, expect, it } from 'vitest';
import { toldOf, whatItSaid } from './package-words.ts';

describe('what a package manager says', () => {
  it('of apt: its errors', () => {
    const said = [
      'Reading package lists...',
      'E: Failed to fetch http://10.77.0.1:9/keepalived.deb  Could not connect to 10.77.0.1:9',
      'E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?',
    ];
    expect(whatItSaid(said, 100)).toBe(said.slice(1).join('\n'));
  });

  it('of dnf: the lines that explain its error, which stands alone', () => {
    const said = [
      'Last metadata expiration check: 0:00:13 ago on Sun Nov 29 06:04:21 2026.',
      "Unable to detect release version (use '--releasever' to specify release version)",
      'Error: ',
      ' Problem: conflicting requests',
      '  - nothing provides libnl-genl-3-200 needed by keepalived-2.2.7-1.x86_64',
      "(try to add '--skip-broken' to skip uninstallable packages)",
    ];
    expect(whatItSaid(said, 1)).toBe(
      'Problem: conflicting requests\n- nothing provides libnl-genl-3-200 needed by keepalived-2.2.7-1.x86_64',
    );
  });

  it('nothing that is known for a complaint: its last words, or how it ended', () => {
    expect(whatItSaid(['', 'no space left on device', ''], 1)).toBe('no space left on device');
    expect(whatItSaid([], 1)).toBe('exit status 1');
    expect(whatItSaid([], null)).toBe('the connection ended, or it took too long');
  });

  it.each([
    ['Unpacking keepalived (1:2.2.7-1+b2) ...', 'Unpacking keepalived (1:2.2.7-1+b2) ...'],
    [
      '  Installing       : keepalived-2.2.7-1.x86_64      2/2 ',
      'Installing : keepalived-2.2.7-1.x86_64 2/2',
    ],
    ['[3/5] Installing keepalived-0:2.3.1-2', '[3/5] Installing keepalived-0:2.3.1-2'],
    ['Installing:', null],
    ['Installed size: 1.3 M', null],
  ])('%s', (line, told) => {
    expect(toldOf(line)).toBe(told);
  });
});
