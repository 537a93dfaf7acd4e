import type { HostFacts } from '../../protocol/contract/host-facts.ts';
import type { Host } from '../ssh/host.ts';
import { parseHostFacts } from './parse.ts';
import { hostFactsScript } from './script.ts';

/** One command, as whoever `host` runs commands as; changes nothing. Rejects with `host.*`. */
export async function readHostFacts(host: Pick<Host, 'check'>): Promise<HostFacts> {
  return parseHostFacts(await host.check(['sh', '-c', hostFactsScript], { name: 'look at the host' }));
}
