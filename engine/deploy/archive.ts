import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { fail } from '../../protocol/contract/problem.ts';

const indexSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int(),
    version: z.string(),
    unit: z.string(),
  }),
);

export interface AgentArchive {
  /** Names the archive and the folder that it is unpacked to: same content, same name. */
  sha256: string;
  bytes: number;
  version: string;
  /** The text of the systemd unit that is in it. */
  unit: string;
  read(): Buffer;
}

export function defaultArchiveFolder(env: NodeJS.ProcessEnv): string {
  return (
    env.TANDEM_AGENT_ARCHIVES ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist', 'agent')
  );
}

const architectures = new Map([
  ['x86_64', 'x64'],
  ['aarch64', 'arm64'],
]);

/** The agent for `uname -m`. Throws agent.archive-missing, which names those that are there. */
export function findArchive(folder: string, machine: string): AgentArchive {
  const arch = architectures.get(machine) ?? machine;
  let available = '-';
  try {
    const index = indexSchema.parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')));
    available = Object.keys(index).join(', ') || '-';
    const entry = Object.hasOwn(index, arch) ? index[arch] : undefined;
    if (!entry) throw new Error(`index.json has no ${arch}`);
    const { file, ...about } = entry;
    return { ...about, read: () => readFileSync(join(folder, file)) };
  } catch (error) {
    throw fail('agent.archive-missing', { machine: machine || '?', arch: arch || '?', available }, error);
  }
}
