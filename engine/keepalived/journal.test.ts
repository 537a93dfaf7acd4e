import { describe, expect, it } from 'vitest';
import { type JournalLine, readKeepalivedLog, wantedMessages } from './journal.ts';

const lines = (...messages: string[]): JournalLine[] =>
  messages.map((message, index) => ({ atNs: String(1_700_000_000_000_000_000n + BigInt(index)), message }));

const stateOf = (...messages: string[]) => readKeepalivedLog(lines(...messages)).instances.get('VI_51');

describe('readKeepalivedLog', () => {
  it.each([
    [['(VI_51) Entering BACKUP STATE (init)'], 'backup', 'init'],
    [
      ['(VI_51) Receive advertisement timeout', '(VI_51) Entering MASTER STATE'],
      'master',
      'Receive advertisement timeout',
    ],
    [
      ['(VI_51) Backup received priority 0 advertisement', '(VI_51) Entering MASTER STATE'],
      'master',
      'Backup received priority 0 advertisement',
    ],
    [
      [
        '(VI_51) Entering MASTER STATE',
        '(VI_51) Master received advert from 10.77.0.11 with higher priority 150, ours 100',
        '(VI_51) Entering BACKUP STATE',
      ],
      'backup',
      'Master received advert from 10.77.0.11 with higher priority 150, ours 100',
    ],
    [
      ['(VI_51): entering FAULT state due to script nginx', '(VI_51) Entering FAULT STATE'],
      'fault',
      'script nginx',
    ],
    [['(VI_51) entering FAULT state (interface eth0 down)'], 'fault', 'interface eth0 down'],
  ] as const)('%j', (messages, state, cause) => {
    expect(stateOf(...messages)).toMatchObject({ state, cause });
    for (const message of messages) expect(message).toMatch(new RegExp(wantedMessages));
  });

  it('takes the last word of each instance, whatever order the lines come in', () => {
    const told = lines(
      '(VI_51) Entering MASTER STATE',
      '(VI_52) Entering BACKUP STATE',
      '(VI_51) Entering BACKUP STATE',
    );
    const { instances } = readKeepalivedLog(told.toReversed());
    expect(instances.get('VI_51')).toMatchObject({ state: 'backup', sinceNs: told[2]?.atNs });
    expect(instances.get('VI_52')).toMatchObject({ state: 'backup', sinceNs: told[1]?.atNs });
  });

  it('knows what a failing tracker did to the priority, and that it came back', () => {
    const failed = lines(
      '(VI_51) Entering MASTER STATE',
      'VRRP_Script(nginx) failed (exited with status 1)',
      '(VI_51) Changing effective priority from 150 to 90',
    );
    const log = readKeepalivedLog(failed);
    expect(log.instances.get('VI_51')?.effectivePriority).toBe(90);
    expect(log.trackers.get('nginx')).toMatchObject({
      passing: false,
      detail: 'failed (exited with status 1)',
      sinceNs: failed[1]?.atNs,
    });
    const back = lines('VRRP_Script(nginx) succeeded', 'Quorum lost for tracked process haproxy');
    expect(readKeepalivedLog(back).trackers.get('nginx')).toMatchObject({ passing: true });
    expect(readKeepalivedLog(back).trackers.get('haproxy')).toMatchObject({ passing: false });
  });
});
