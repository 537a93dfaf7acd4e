import { createSocket } from 'node:dgram';
import { nameIn, reverseQuery } from './mdns-message.ts';

/** RFC 6762, 3 and 5. */
const group = '224.0.0.251';
const port = 5353;
/** RFC 6762, 11: so that nothing behind a router is asked. */
const hopLimit = 255;
/** A responder answers for its own name at once; a switch or an access point may hold multicast back for a while. */
const askAgainMs = 150;
const patienceMs = 400;

export interface Mdns {
  /** What the host at the address calls itself; null where it does not say. Never rejects. */
  nameOf(ip: string): Promise<string | null>;
  close(): void;
}

/**
 * Asks hosts for their names by multicast DNS, on the interface that has the address `own`. From a port of its own, so
 * that it needs no privilege, disturbs no responder of this machine, and is answered by unicast (RFC 6762, 5.1, 6.7).
 */
export function openMdns(own: string): Mdns {
  const waiting = new Map<string, (name: string | null) => void>();
  let state: 'opening' | 'open' | 'closed' = 'opening';
  const socket = createSocket('udp4');
  const close = () => {
    if (state === 'closed') return;
    state = 'closed';
    for (const answer of waiting.values()) answer(null);
    socket.close();
  };
  const opened = new Promise<void>((resolve) => {
    socket.once('error', () => {
      close();
      resolve();
    });
    socket.bind(0, own, () => {
      if (state === 'closed') return resolve();
      try {
        socket.setMulticastInterface(own);
        socket.setMulticastTTL(hopLimit);
        state = 'open';
      } catch {
        // The interface went meanwhile: nobody can be asked.
        close();
      }
      resolve();
    });
  });
  socket.on('error', close);
  socket.on('message', (message, from) => {
    const { address } = from;
    const answer = waiting.get(address);
    // RFC 6762, 6: from this port, or it is no answer.
    if (!answer || from.port !== port) return;
    const name = nameIn(message, address);
    if (name !== null) answer(name);
  });
  let id = 0;
  const ask = (ip: string) => {
    if (state !== 'open') return;
    id = (id + 1) % 0x10000;
    // What cannot be sent is not answered.
    socket.send(reverseQuery(id, ip), port, group, () => undefined);
  };
  return {
    nameOf: async (ip) => {
      await opened;
      if (state !== 'open') return null;
      const { promise, resolve } = Promise.withResolvers<string | null>();
      waiting.set(ip, resolve);
      ask(ip);
      const again = setTimeout(ask, askAgainMs, ip);
      const enough = setTimeout(resolve, patienceMs, null);
      return promise.finally(() => {
        clearTimeout(again);
        clearTimeout(enough);
        waiting.delete(ip);
      });
    },
    close,
  };
}
