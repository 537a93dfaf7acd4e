import { describe, expect, it } from 'vitest';
import { dump } from './dump.ts';
import { NLMSG_DONE, NLMSG_ERROR, RTM_NEWADDR } from './messages.ts';

const MULTI = 0x02;
const INTERRUPTED = 0x10;

/** struct nlmsghdr: length, type, flags, sequence, port; then four bytes of body. */
function message(type: number, flags: number, sequence: number, value = 0): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32LE(20, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt32LE(sequence, 8);
  bytes.writeInt32LE(value, 16);
  return bytes;
}

/** A kernel that is interrupted the first times, and then lists two addresses in two parts. */
function kernel(interruptedTimes: number) {
  let asked = 0;
  let parts: Buffer[] = [];
  const ask = () => {
    asked += 1;
    const whole = asked > interruptedTimes;
    const rest = whole ? [message(RTM_NEWADDR, MULTI, asked, 2)] : [];
    const end = message(NLMSG_DONE, whole ? MULTI : MULTI | INTERRUPTED, asked);
    // Of the request before, which nobody has read to its end.
    const stray = message(RTM_NEWADDR, MULTI, asked - 1, 9);
    parts = [Buffer.concat([stray, message(RTM_NEWADDR, MULTI, asked, 1)]), Buffer.concat([...rest, end])];
    return asked;
  };
  const receive = () => parts.shift() ?? Buffer.alloc(0);
  return { ask, receive, asked: () => asked };
}

describe('a list from the kernel', () => {
  const values = (of: ReturnType<typeof kernel>) =>
    dump(of.ask, of.receive).map(({ body }) => body.readInt32LE());

  it('is asked for again while changes interrupted it', () => {
    const busy = kernel(2);
    expect(values(busy)).toEqual([1, 2]);
    expect(busy.asked()).toBe(3);
  });

  it('is taken as it is where it is interrupted every time', () => {
    const restless = kernel(99);
    expect(values(restless)).toEqual([1]);
    expect(restless.asked()).toBe(5);
  });

  it('is an error where the kernel refuses', () => {
    const refused = () => message(NLMSG_ERROR, 0, 1, -1);
    expect(() => dump(() => 1, refused)).toThrow('EPERM');
  });
});
