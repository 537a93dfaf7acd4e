import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const knownKeySchema = z.object({
  host: z.string(),
  port: z.int(),
  type: z.string(),
  fingerprint: z.string(),
  acceptedMs: z.number(),
});
export type KnownKey = z.infer<typeof knownKeySchema>;

/** The host keys that a person confirmed. Tandem's own store: the user's known_hosts is never written. */
export interface KnownKeys {
  of(host: string, port: number): KnownKey[];
  /** Adds a key; `replace` drops the host's others first. */
  accept(key: KnownKey, replace: boolean): void;
  /** How many were forgotten. */
  forget(host: string, port: number): number;
}

export function openKnownKeys(file: string): KnownKeys {
  let keys = read(file);
  const isOf = (key: KnownKey, host: string, port: number) => key.host === host && key.port === port;
  const save = (next: KnownKey[]) => {
    writeFileSync(`${file}.new`, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    keys = next;
  };
  return {
    of: (host, port) => keys.filter((key) => isOf(key, host, port)),
    accept: (accepted, replace) => {
      const kept = keys.filter(
        (key) =>
          !isOf(key, accepted.host, accepted.port) || !(replace || key.fingerprint === accepted.fingerprint),
      );
      save([...kept, accepted]);
    },
    forget: (host, port) => {
      const kept = keys.filter((key) => !isOf(key, host, port));
      const forgotten = keys.length - kept.length;
      if (forgotten > 0) save(kept);
      return forgotten;
    },
  };
}

function read(file: string): KnownKey[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return z.array(knownKeySchema).parse(JSON.parse(text));
}
