import { connect as netConnect } from 'node:net';
import { bad, errorText, firstAnswer, good, type Probe } from './probe.ts';

/** Good when a TCP connection comes about. `host` is an address of either family, or a name: any of its addresses. */
export function tcpProbe(
  { host, port }: { host: string; port: number },
  connect: typeof netConnect = netConnect,
): Probe {
  return (signal) =>
    firstAnswer(signal, (answer) => {
      const socket = connect({ host, port });
      socket.once('connect', () => answer(good(`connected to ${host} port ${port}`)));
      socket.on('error', (error) => answer(bad(errorText(error))));
      return () => socket.destroy();
    });
}
