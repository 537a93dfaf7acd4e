import { type Answer, decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameIn, reverseNameOf, reverseQuery } from './mdns-message.ts';

const ip = '10.0.0.7';

const pointer = (data: string, name = reverseNameOf(ip)): Answer => ({
  type: 'PTR',
  class: 'IN',
  ttl: 120,
  name,
  data,
});
const response = (...answers: Answer[]) => encode({ type: 'response', id: 1, flags: 1 << 10, answers });

describe('a name by multicast DNS', () => {
  it('is asked for with a question that may be answered by unicast', () => {
    const message = reverseQuery(7, ip);
    expect(decode(message)).toMatchObject({
      id: 7,
      type: 'query',
      questions: [{ name: '7.0.0.10.in-addr.arpa', type: 'PTR' }],
    });
    expect(message.readUInt16BE(message.length - 2)).toBe(0x8001);
  });

  it.each(['printer.local', 'Büro-Drucker.local.', 'a.b_c.local', '办公室.local'])('%s is taken', (name) => {
    expect(nameIn(response(pointer(name)), ip)).toBe(name.replace(/\.$/, ''));
  });

  it.each([
    ['for another address', response(pointer('printer.local', reverseNameOf('10.0.0.8')))],
    ['outside of .local', response(pointer('bank.example'))],
    ['with an escape sequence', response(pointer('a\u001b]0;owned\u0007.local'))],
    ['with a line break', response(pointer('a\nb.local'))],
    ['that is written backwards', response(pointer('a\u202etxt.local'))],
    ['with markup', response(pointer('<b>.local'))],
    ['of nothing', response(pointer('local'))],
    ['that is too long', response(pointer(`${'a.'.repeat(125)}local`))],
    ['in a query', encode({ type: 'query', answers: [pointer('printer.local')] })],
    [
      'behind many others',
      response(...Array.from({ length: 64 }, () => pointer('x.local', 'y.local')), pointer('late.local')),
    ],
    [
      'in a message that is too large',
      Buffer.concat([response(pointer('printer.local')), Buffer.alloc(9000)]),
    ],
    ['that points at itself', looping()],
    ['that is cut off', response(pointer('printer.local')).subarray(0, 40)],
    ['of nobody', Buffer.alloc(0)],
  ])('a name %s does nothing', (_what, message) => {
    expect(nameIn(message, ip)).toBeNull();
  });

  it('whatever comes, nothing is thrown and nothing but a name is told', () => {
    const valid = response(pointer('printer.local'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
        const message = Buffer.from(valid);
        for (const [at, byte] of changes) message[at] = byte;
        const name = nameIn(message, ip);
        return name === null || /^[^\p{C}\s<>&]+\.local$/u.test(name);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => nameIn(Buffer.from(bytes), ip) === null),
    );
  });
});

/** A PTR record whose name is a pointer to itself, behind a proper header. */
function looping(): Buffer {
  const message = response(pointer('printer.local'));
  message.writeUInt16BE(0xc000 | 12, 12);
  return message;
}
