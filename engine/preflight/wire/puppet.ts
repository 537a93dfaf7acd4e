import { createInterface } from 'node:readline';
import type { Host } from '../../ssh/host.ts';
import type { PreflightFacts } from '../host/facts.ts';
import { perlPuppet } from './puppet-perl.ts';
import { filterHex, lifeSeconds, type PuppetLine, parsePuppetLine } from './puppet-protocol.ts';
import { pythonPuppet } from './puppet-python.ts';

/** A node's sockets, on a string. */
export interface Puppet {
  send(line: string): void;
  /** Resolves when it is over. */
  stop(): Promise<void>;
}

export type Interpreter = NonNullable<PreflightFacts['interpreter']>;

/**
 * For IPv6 where a link-local address is given. Resolves once its sockets are open; rejects with what it complained
 * about, or host.lost.
 */
export async function startPuppet(
  host: Host,
  interpreter: Interpreter,
  { name, linkLocal }: { name: string; linkLocal: string | null },
  onLine: (line: PuppetLine) => void,
): Promise<Puppet> {
  const { kind, path } = interpreter;
  const script = kind === 'perl' ? ['-e', perlPuppet] : ['-c', pythonPuppet];
  const options = [name, filterHex, String(lifeSeconds), linkLocal ?? ''];
  const command = await host.start([path, ...script, ...options]);
  let complaint = '';
  command.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-500);
  });
  const ready = Promise.withResolvers<void>();
  createInterface({ input: command.stdout }).on('line', (text) => {
    const line = parsePuppetLine(text);
    if (line?.kind === 'ready') ready.resolve();
    else if (line) onLine(line);
  });
  void command.ended.then((status) => ready.reject(new Error(complaint.trim() || `exit status ${status}`)));
  await ready.promise;
  return {
    send: (line) => command.stdin.write(line),
    stop: async () => {
      command.stdin.end();
      await command.ended;
    },
  };
}
