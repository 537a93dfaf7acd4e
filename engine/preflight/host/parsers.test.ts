import { describe, expect, it } from 'vitest';
import { judgeShell } from '../../host-facts/shell-probe.ts';
import { clockOffset } from './clock-offset.ts';

describe('a host’s clock', () => {
  it('is compared with the middle of the exchange', () => {
    const reading = {
      sentMs: 1_000_000_000_000,
      receivedMs: 1_000_000_000_040,
      text: '1000000002020000000\n',
    };
    expect(clockOffset(reading)).toEqual({ offsetMs: 2000, uncertaintyMs: 20 });
  });

  it.each(['1000000002N', '', 'date: invalid', '-1'])('“%s” is no time', (text) => {
    expect(clockOffset({ sentMs: 0, receivedMs: 1, text })).toBeNull();
  });
});

describe('the login shell', () => {
  it('that only does what it is told says where the connection came in', () => {
    const stdout = '<tandem>\n10.0.0.5 50000 10.0.0.1 22\n';
    expect(judgeShell({ status: 0, stdout, stderr: '' })).toEqual({
      noise: '',
      refusal: null,
      entryAddress: '10.0.0.1',
    });
  });

  it('that prints first is noisy', () => {
    expect(judgeShell({ status: 0, stdout: 'motd\n<tandem>\n\n', stderr: '' }).noise).toBe('motd');
  });

  it('that does not run /bin/sh says why', () => {
    const refused = judgeShell({ status: 1, stdout: '', stderr: 'rbash: /bin/sh: restricted\n' });
    expect(refused.refusal).toBe('rbash: /bin/sh: restricted');
    expect(judgeShell({ status: 0, stdout: 'This account is not available.\n', stderr: '' }).refusal).toBe(
      'This account is not available.',
    );
  });
});
