import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { host } from '../testbed/index.ts';

/** A folder of Debian packages as an apt repository for the nodes: on the lab's wires alone, for as long as it is open. */
export class PackageServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(folder: string): Promise<PackageServer> {
    const server = createServer((request, response) => {
      // A flat repository: whatever is asked for is a name in this folder.
      const file = createReadStream(join(folder, basename(decodeURIComponent(request.url ?? ''))));
      file.on('error', () => response.writeHead(404).end());
      file.on('open', () => file.pipe(response));
    });
    server.listen(0, host.address);
    await once(server, 'listening');
    return new PackageServer(server);
  }

  /** A line for sources.list(5). */
  get source(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `deb [trusted=yes] http://${host.address}:${port} ./\n`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
