import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { fail } from '../../protocol/contract/problem.ts';

const knownKeySchema = z.object({
  host: z.string(),
  port: z.int(),
  type: z.string(),
  fingerprint: z.string(),
  acceptedMs: z.number(),
  /** A key of the user's known_hosts that a person told Tandem to forget: that file is never written. */
  disowned: z.literal(true).optional(),
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
  /** Fingerprints that known_hosts has and that are not to count. */
  disowned(host: string, port: number): string[];
  /** How many were forgotten; `vouched` are those of known_hosts, which do not count from now on. */
  forget(host: string, port: number, vouched?: readonly Pick<KnownKey, 'type' | 'fingerprint'>[]): number;
}

export function openKnownKeys(file: string): KnownKeys {
  const isOf = (key: KnownKey, host: string, port: number) => key.host === host && key.port === port;
  return {
    of: (host, port) => read(file).filter((key) => isOf(key, host, port) && !key.disowned),
    disowned: (host, port) =>
      read(file).flatMap((key) => (isOf(key, host, port) && key.disowned ? [key.fingerprint] : [])),
    accept: (accepted, replace) => {
      const kept = read(file).filter(
        (key) =>
          !isOf(key, accepted.host, accepted.port) ||
          !((replace && !key.disowned) || key.fingerprint === accepted.fingerprint),
      );
      write(file, [...kept, accepted]);
    },
    forget: (host, port, vouched = []) => {
      const keys = read(file);
      const kept = keys.filter((key) => !isOf(key, host, port) || key.disowned);
      const disowned = vouched.map(({ type, fingerprint }) => {
        return { host, port, type, fingerprint, acceptedMs: 0, disowned: true as const };
      });
      const forgotten = keys.length - kept.length + disowned.length;
      if (forgotten > 0) write(file, [...kept, ...disowned]);
      return forgotten;
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
