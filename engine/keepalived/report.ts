import { z } from 'zod';
import { type JournalLine, wantedMessages } from './journal.ts';
import { keepalivedUnit } from './paths.ts';

/** What a host says of its keepalived at one moment, before anything is made of it. */
export interface KeepalivedReport {
  /** Nanoseconds since the epoch on the host's clock, as text. */
  nowNs: string;
  /** systemd's words: "loaded", "not-found"; "active", "failed"; … */
  load: string;
  active: string;
  result: string;
  pid: number;
  /** Every address of every interface, with its prefix length. */
  held: { interface: string; address: string }[];
  journal: JournalLine[];
}

/**
 * Answers every line of its input with one report, which ends with `end=`. Fixed text; nothing of a user's goes in.
 * It only reads: no signal, no file of keepalived's is touched.
 */
export const reportScript = `
report() {
  echo "now=$(date +%s%N)"
  systemctl show --property=LoadState,ActiveState,Result,MainPID ${keepalivedUnit}
  echo "addresses=$(ip -j addr)"
  id=$(systemctl show --property=InvocationID --value ${keepalivedUnit})
  [ -z "$id" ] || journalctl --quiet --no-pager --output=json --output-fields=MESSAGE --lines=200 \\
    --grep='${wantedMessages}' "_SYSTEMD_INVOCATION_ID=$id" | sed 's/^/journal=/'
  echo end=
}
while read -r line; do report; done
`;

const addressesSchema = z.array(
  z.object({
    ifname: z.string(),
    addr_info: z.array(z.object({ local: z.string().optional(), prefixlen: z.int().optional() })),
  }),
);

const journalSchema = z.object({ MESSAGE: z.string(), __REALTIME_TIMESTAMP: z.string().regex(/^\d+$/) });

/** Reads the lines of one report, without its end. What is not understood is left out. */
export function readReport(lines: readonly string[]): KeepalivedReport {
  const values = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const value = (key: string) => values(key)[0] ?? '';
  return {
    nowNs: /^\d+$/.test(value('now')) ? value('now') : '0',
    load: value('LoadState'),
    active: value('ActiveState'),
    result: value('Result'),
    pid: Number(value('MainPID')) || 0,
    held: (parseJson(addressesSchema, value('addresses')) ?? []).flatMap(({ ifname, addr_info }) =>
      addr_info.flatMap(({ local, prefixlen }) =>
        local === undefined ? [] : { interface: ifname, address: `${local}/${prefixlen ?? 32}` },
      ),
    ),
    journal: values('journal').flatMap((text) => {
      const entry = parseJson(journalSchema, text);
      return entry ? { atNs: `${entry.__REALTIME_TIMESTAMP}000`, message: entry.MESSAGE } : [];
    }),
  };
}

function parseJson<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
