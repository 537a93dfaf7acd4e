import { type Answer, decode, encode } from 'dns-packet';

/** RFC 6762, 17: no multicast DNS message is larger, headers included. */
const largestMessage = 9000;
/** A responder that is asked for a name has no reason to tell more. */
const answersRead = 64;
/** What a host calls itself: letters of any script, digits and hyphens; nothing that a terminal or a page obeys. */
const hostName = /^(?:[\p{L}\p{M}\p{N}_-]{1,63}\.)+local$/u;
const longestName = 253;

export const reverseNameOf = (ip: string): string => `${ip.split('.').reverse().join('.')}.in-addr.arpa`;

/** Asks for the name of an address; whoever answers may do so by unicast (RFC 6762, 5.4). */
export function reverseQuery(id: number, ip: string): Buffer {
  const question = { type: 'PTR', class: 'IN', name: reverseNameOf(ip) } as const;
  const message = encode({ type: 'query', id, questions: [question] });
  // The top bit of the class is the last question's, and there is one question only.
  const qclass = message.length - 2;
  message.writeUInt16BE(message.readUInt16BE(qclass) | 0x8000, qclass);
  return message;
}

/**
 * The name that `ip` gives itself in a message which came from that very address; null for anything else. A host speaks
 * for no address but its own, and only of names in .local (RFC 6762, 3).
 */
export function nameIn(message: Buffer, ip: string): string | null {
  if (message.length > largestMessage) return null;
  const wanted = reverseNameOf(ip);
  for (const answer of answersOf(message)) {
    if (answer.type !== 'PTR' || answer.name.toLowerCase() !== wanted) continue;
    const name = answer.data.normalize('NFC').replace(/\.$/, '');
    if (name.length <= longestName && hostName.test(name)) return name;
  }
  return null;
}

/** None where it is no answer, or cannot be decoded. */
function answersOf(message: Buffer): Answer[] {
  try {
    const { type, answers = [] } = decode(message);
    return type === 'response' ? answers.slice(0, answersRead) : [];
  } catch {
    return [];
  }
}
