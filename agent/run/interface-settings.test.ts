import { beforeEach, describe, expect, it } from 'vitest';
import type { Ipv4Settings } from '../netlink/link-requests.ts';
import { InterfaceSettings } from './interface-settings.ts';
import type { ChangedSetting } from './vmac-file.ts';

const eth0 = { name: 'eth0', index: 2 };
const arp = { arp_ignore: 1, arp_announce: 2 };
const promote = { promote_secondaries: 1 };
const before = { arp_ignore: 0, arp_announce: 0, promote_secondaries: 0 };
const noted = (setting: string, ours: number) => ({ interface: 'eth0', setting, before: 0, ours });

let present: Ipv4Settings;
let file: readonly ChangedSetting[];
let refuses: boolean;
let settings: InterfaceSettings;

beforeEach(() => {
  present = { ...before };
  file = [];
  refuses = false;
  settings = new InterfaceSettings({
    netlink: {
      ipv4Settings: () => ({ ...present }),
      setIpv4(_index, wanted) {
        if (refuses) throw new Error('not permitted');
        // Whatever becomes of the agent, the file must know.
        for (const name of Object.keys(wanted)) expect(file.map(({ setting }) => setting)).toContain(name);
        Object.assign(present, wanted);
      },
    },
    noted: (changed) => {
      file = changed;
    },
    failed: (what) => expect.unreachable(what),
  });
});

describe('settings of an interface', () => {
  it('are noted before they are changed, and as before when the last one let go', () => {
    const one = settings.hold(eth0, promote);
    const other = settings.hold(eth0, promote);
    expect(present.promote_secondaries).toBe(1);
    one.release();
    one.release();
    expect(present.promote_secondaries).toBe(1);
    other.release();
    expect(present).toEqual(before);
    expect(file).toEqual([]);
  });

  it('that different routers need come and go by themselves', () => {
    const one = settings.hold(eth0, promote);
    const other = settings.hold(eth0, arp);
    expect(file).toEqual([noted('promote_secondaries', 1), noted('arp_announce', 2), noted('arp_ignore', 1)]);
    one.release();
    expect(present).toEqual({ ...before, ...arp });
    other.release();
    expect(present).toEqual(before);
  });

  it('that were so already, or that somebody else has set since, are left alone', () => {
    present.promote_secondaries = 1;
    settings.hold(eth0, promote).release();
    expect(present.promote_secondaries).toBe(1);
    const held = settings.hold(eth0, arp);
    present.arp_ignore = 8;
    held.release();
    expect(present).toEqual({ ...before, promote_secondaries: 1, arp_ignore: 8 });
  });

  it('that the kernel refuses leave nothing noted', () => {
    refuses = true;
    expect(() => settings.hold(eth0, promote)).toThrow('not permitted');
    expect(file).toEqual([]);
    refuses = false;
    settings.hold(eth0, promote);
    expect(present.promote_secondaries).toBe(1);
  });
});
