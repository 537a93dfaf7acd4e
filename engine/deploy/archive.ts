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

/** The agent for `uname -m`. Throws agent.archive-missing. */
export function findArchive(folder: string, machine: string): AgentArchive {
  const arch = machine === 'x86_64' ? 'x64' : machine === 'aarch64' ? 'arm64' : machine;
  try {
    const entry = indexSchema.parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')))[arch];
    if (!entry) throw new Error(`index.json has no ${arch}`);
    const { file, ...about } = entry;
    return { ...about, read: () => readFileSync(join(folder, file)) };
  } catch (error) {
    throw fail('agent.archive-missing', { arch }, error);
  }
}
