import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LinkRemover } from '../netlink/link-remover.ts';
import type { Netlink } from '../netlink/netlink.ts';
import { MacvlanLink } from './macvlan-link.ts';

const index = 9;
let done: string[];
let refusal: Error | null;
let down: (() => void) | undefined;
let link: MacvlanLink;

beforeEach(() => {
  vi.useFakeTimers();
  done = [];
  refusal = null;
  const netlink = {
    setLinkUp: () => {
      if (refusal) throw refusal;
      done.push('up');
    },
  };
  const remover = {
    setDown: () =>
      new Promise<void>((resolve) => {
        down = resolve;
      }),
  };
  link = new MacvlanLink(index, netlink as unknown as Netlink, remover as unknown as LinkRemover, (what) =>
    done.push(what),
  );
});

afterEach(() => vi.useRealTimers());

describe('a macvlan that is down', () => {
  it('is set up again where it is needed, and only there', () => {
    expect(link.keepUp(false)).toBe(false);
    link.raise();
    expect(link.keepUp(true)).toBe(false);
    expect(link.keepUp(false)).toBe(true);
    expect(done).toEqual(['up', 'up']);
    link.lower();
    expect(link.keepUp(false)).toBe(false);
  });

  it('because we asked for it is nobody else’s doing', async () => {
    link.raise();
    link.lower();
    vi.runAllTimers();
    link.raise();
    expect(link.keepUp(false)).toBe(false);
    down?.();
    await vi.waitFor(() => expect(done).toEqual(['up', 'up', 'up']));
  });

  it('is complained about once where the system refuses to set it up', () => {
    refusal = new Error('EBUSY');
    link.raise();
    link.raise();
    expect(done).toEqual(['raise-macvlan']);
    refusal = null;
    link.raise();
    expect(done).toEqual(['raise-macvlan', 'up']);
  });
});
