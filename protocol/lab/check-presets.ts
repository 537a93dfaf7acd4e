import { z } from 'zod';
import { type Check, checkKinds, checkSchema, judgement } from './checks.ts';

/**
 * What a preset fills in: where the distributions' own packages listen, and what their program is called. A preset
 * becomes an ordinary check, in the wizard as in a lab file; whoever runs it knows no presets.
 */
export const checkPresets = {
  nginx: { url: 'http://127.0.0.1/' },
  haproxy: { process: 'haproxy' },
  tomcat: { url: 'http://127.0.0.1:8080/' },
  // A director without real servers answers nobody. Each is a line of the kernel's own table, which everybody may read:
  //   "  -> 0A4D0015:0050      Masq    1      0          0", or "  -> [fd00:…]:0050 …", below "  -> RemoteAddress:Port …".
  lvs: { script: '/usr/bin/grep', arguments: '-q -e ->.[[0-9A-F] /proc/net/ip_vs', user: 'nobody' },
} as const;
export type CheckPreset = keyof typeof checkPresets;

const { script, arguments: words, user } = checkPresets.lvs;
const expansions = {
  nginx: { kind: 'http', ...checkPresets.nginx },
  haproxy: { kind: 'process', ...checkPresets.haproxy },
  tomcat: { kind: 'http', ...checkPresets.tomcat },
  lvs: { kind: 'script', command: [script, ...words.split(' ')], user },
} as const;

const presetSchema = <Preset extends CheckPreset>(preset: Preset) =>
  z
    .strictObject({ kind: z.literal(preset), ...judgement })
    .transform(
      ({ kind, name, ...judged }): Check =>
        checkSchema.parse({ ...expansions[preset], name: name ?? kind, ...judged }),
    );

/** A check as it stands in a lab file: of one of the kinds, or a preset (`{"kind": "nginx", "weight": -60}`). */
export const labCheckSchema = z.discriminatedUnion('kind', [
  ...checkKinds,
  presetSchema('nginx'),
  presetSchema('haproxy'),
  presetSchema('tomcat'),
  presetSchema('lvs'),
]);
