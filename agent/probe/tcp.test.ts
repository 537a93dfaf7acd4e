import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { TcpProbeLine } from '../../protocol/control/probe-messages.ts';
import { probeTcp } from './tcp.ts';

let server: Server | undefined;

afterEach(() => server?.close());

async function probed(port: number): Promise<TcpProbeLine[]> {
  const lines: TcpProbeLine[] = [];
  const options = { address: '127.0.0.1', port, intervalMs: 2, timeoutMs: 900, count: 3 };
  await new Promise<void>((resolve) => probeTcp(options, (line) => lines.push(line), resolve));
  return lines;
}

async function listening(): Promise<number> {
  const opened = createServer((socket) => void socket.on('error', () => {}));
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  const address = opened.address() as AddressInfo;
  return address.port;
}

it('says of every connection when it was asked for and when it was there', async () => {
  const lines = await probed(await listening());
  expect(lines.map(({ seq }) => seq).toSorted()).toEqual([1, 2, 3]);
  for (const { sentNs, receivedNs } of lines) expect(BigInt(receivedNs ?? 0) > BigInt(sentNs)).toBe(true);
});

it('counts what is refused as lost', async () => {
  const port = await listening();
  await new Promise((resolve) => server?.close(resolve));
  const lines = await probed(port);
  expect(lines.map(({ receivedNs }) => receivedNs)).toEqual([null, null, null]);
});
