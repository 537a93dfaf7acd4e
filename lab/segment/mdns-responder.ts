/**
 * A host's multicast DNS responder for one test (RFC 6762): answers reverse questions for its own address.
 *
 *   node lab/segment/mdns-responder.ts ADDRESS NAME honest|loop|huge|control|stranger ADDRESS-OF-ANOTHER
 *
 * Prints `ready` once it listens and each question that it was asked.
 */
import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';

const [own = '', name = '', manner = 'honest', other = ''] = process.argv.slice(2);
const group = '224.0.0.251';
const port = 5353;
const reverse = (ip: string) => `${ip.split('.').toReversed().join('.')}.in-addr.arpa`;

/** What it says to a question that was asked from a port other than 5353: as RFC 6762, 6.7 has it. */
function answer(id: number, asked: string): Buffer {
  const record = (owner: string, data: string) =>
    ({ type: 'PTR', class: 'IN', ttl: 10, name: owner, data }) as const;
  const message = (owner: string, data: string) =>
    encode({
      type: 'response',
      id,
      flags: 1 << 10,
      questions: [{ type: 'PTR', class: 'IN', name: asked }],
      answers: [record(owner, data)],
    });
  switch (manner) {
    case 'loop': {
      const bytes = message(asked, name);
      // The question's name becomes a pointer to itself.
      bytes.writeUInt16BE(0xc00c, 12);
      return bytes;
    }
    case 'huge':
      return Buffer.concat([message(asked, name), Buffer.alloc(20_000)]);
    case 'control':
      return message(asked, `\u001b]0;${name}\u0007.local`);
    case 'stranger':
      return message(reverse(other), name);
    default:
      return message(asked, name);
  }
}

const socket = createSocket({ type: 'udp4', reuseAddr: true });
socket.on('message', (bytes, from) => {
  const { id = 0, type, questions = [] } = decode(bytes);
  const asked = manner === 'stranger' ? questions[0]?.name : reverse(own);
  if (type !== 'query' || asked === undefined || questions[0]?.name !== asked) return;
  process.stdout.write(`${asked} from port ${from.port === port ? port : 'of its own'}\n`);
  socket.send(answer(id, asked), from.port, from.address);
});
socket.bind(port, () => {
  socket.addMembership(group, own);
  process.stdout.write('ready\n');
});
