import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { fail } from '../../protocol/contract/problem.ts';

const knownKeySchema = z.object({
  host: z.string(),
  port: z.int(),
  type: z.string(),
  fingerprint: z.string(),
  acceptedMs: z.number(),
});
export type KnownKey = z.infer<typeof knownKeySchema>;

/**
 * The host keys that a person confirmed. Tandem's own store: the user's known_hosts is never written. The file is read
 * anew every time, since a window and a command line may share it. All throw request.invalid, which names the file,
 * where it cannot be read: starting empty would lose trust without a word.
 */
export interface KnownKeys {
  of(host: string, port: number): KnownKey[];
  /** Adds a key; `replace` drops the host's others first. */
  accept(key: KnownKey, replace: boolean): void;
  /** How many were forgotten. */
  forget(host: string, port: number): number;
}

export function openKnownKeys(file: string): KnownKeys {
  const isOf = (key: KnownKey, host: string, port: number) => key.host === host && key.port === port;
  return {
    of: (host, port) => read(file).filter((key) => isOf(key, host, port)),
    accept: (accepted, replace) => {
      const kept = read(file).filter(
        (key) =>
          !isOf(key, accepted.host, accepted.port) || !(replace || key.fingerprint === accepted.fingerprint),
      );
      write(file, [...kept, accepted]);
    },
    forget: (host, port) => {
      const keys = read(file);
      const kept = keys.filter((key) => !isOf(key, host, port));
      if (kept.length < keys.length) write(file, kept);
      return keys.length - kept.length;
    },
  };
}

function read(file: string): KnownKey[] {
  try {
    return z.array(knownKeySchema).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fail('request.invalid', { detail: `${file} (known host keys) cannot be read` }, error);
  }
}

/** By rename, under a name of this process's own: two that write at once leave one whole file. */
function write(file: string, keys: readonly KnownKey[]): void {
  const next = `${file}.${process.pid}.new`;
  writeFileSync(next, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
}
