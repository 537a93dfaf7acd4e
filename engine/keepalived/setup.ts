import { readConf } from '../../protocol/keepalived/read-conf.ts';
import { servedByKeepalived } from '../deploy/other-lab.ts';
import type { Host } from '../ssh/host.ts';
import { keepalivedConf } from './paths.ts';
import type { KeepalivedSetup } from './status.ts';

/** What is installed and configured; null where there is no keepalived. Files that it includes are not read. */
export async function readSetup(host: Host): Promise<KeepalivedSetup | null> {
  // It prints its version on standard error.
  const program = await host.run(['keepalived', '--version']);
  const version = /v(\d+\.\d+\.\d+)/.exec(program.stderr + program.stdout)?.[1];
  if (version === undefined) return null;
  const file = await host.run(['cat', keepalivedConf]);
  const conf = file.status === 0 ? readConf({ name: keepalivedConf, text: file.stdout }) : null;
  return { version, conf, served: servedByKeepalived(file.status === 0 ? file.stdout : null) };
}
