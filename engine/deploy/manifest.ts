import { z } from 'zod';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Host } from '../ssh/host.ts';
import { canonicalVip, canonicalVipLine } from './canonical-vip.ts';
import { demoPageName } from './demo-page/page.ts';
import {
  configFolder,
  drillFolder,
  installFolder,
  manifestFile,
  runtimeFolder,
  unitFile,
} from './host-paths.ts';
import { readHostSnapshot, readKeepalivedSnapshot } from './host-snapshot.ts';

/**
 * What a host knows of Tandem, in `/etc/tandem/manifest.json`: whoever uninstalls needs nothing else, from whichever
 * machine. It is written before the first deploy touches anything.
 */
const manifestSchema = z.object({
  format: z.literal(1),
  /** When the first deploy came, ISO 8601. */
  since: z.iso.datetime(),
  /** All that deploys make. */
  paths: z.array(z.string()),
  /** `INTERFACE ADDRESS/PREFIX` of every deploy so far. */
  vips: z.array(z.string().regex(/^[^\s/]+ [0-9A-Fa-f.:]+\/\d{1,3}$/)),
  /** Demo pages; what is removed of them is a file with our mark. */
  pages: z.array(z.string().regex(new RegExp(`^/(?:.*/)?${demoPageName}$`))).default([]),
  /** The host before the first deploy (`readHostSnapshot`); null where one had been before there was a manifest. */
  before: z.array(z.string()).nullable(),
  /** Likewise before keepalived was first deployed (`readKeepalivedSnapshot`); null where it never was as well. */
  beforeKeepalived: z.array(z.string()).nullable().default(null),
});
export type Manifest = z.infer<typeof manifestSchema>;

export type ManifestState =
  | { kind: 'none' }
  /** Somebody edited it, or it is of another version. */
  | { kind: 'unreadable'; reason: string }
  | { kind: 'read'; manifest: Manifest };

const paths = [installFolder, configFolder, unitFile, runtimeFolder, drillFolder];

/** A path that a manifest names is removed only where no other program keeps anything. */
const ownPath =
  /^(?:\/opt|\/etc|\/run|\/var\/lib|\/etc\/systemd\/system|\/run\/systemd\/system)\/tandem(?:-[a-z-]+)?(?:\.service|\.timer)?(?:\.d)?$/;

/** Bytes; a host with a thousand interfaces and ten thousand packages needs less. */
const manifestLimit = 1024 * 1024;
/** One that never ends, or that nobody writes to, holds nobody up.  $1 file, $2 bytes */
const readScript = `
[ -e "$1" ] || [ -L "$1" ] || exit 3
[ -f "$1" ] || exit 4
exec head -c "$2" "$1"
`;

export async function readManifest(host: Host): Promise<ManifestState> {
  const argv = ['sh', '-c', readScript, 'sh', manifestFile, String(manifestLimit + 1)];
  const { status, stdout, stderr } = await host.run(argv, { name: 'read the manifest' });
  if (status === 3) return { kind: 'none' };
  if (status === 4) return { kind: 'unreadable', reason: 'it is no file' };
  if (status !== 0) return { kind: 'unreadable', reason: stderr.trim().split('\n')[0] ?? '' };
  if (Buffer.byteLength(stdout) > manifestLimit)
    return { kind: 'unreadable', reason: `it is larger than ${manifestLimit / 1024} KiB` };
  try {
    return { kind: 'read', manifest: manifestSchema.parse(JSON.parse(stdout)) };
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : '' };
  }
}

/**
 * What of a manifest's paths may be removed: a hand that wrote `/` into it removes nothing. The manifest's own folder
 * is not among them; it goes last.
 */
export const removablePaths = ({ paths: named }: Manifest): string[] =>
  named.filter((path) => ownPath.test(path) && path !== configFolder);

/** `INTERFACE ADDRESS/PREFIX` of what the node may hold, as ip(8) writes it. */
export function vipLinesOf(lab: Lab, node: LabNode): string[] {
  return lab.virtualRouters.flatMap(({ vips, excludedVips }) =>
    [...vips, ...excludedVips].map((vip) => `${node.interface} ${canonicalVip(vip)}`),
  );
}

export interface DeployNote {
  backend: Lab['backend'];
  /** `INTERFACE ADDRESS/PREFIX`. */
  vips: readonly string[];
  /** Nothing of this backend's is there. */
  isFirst: boolean;
}

/**
 * Writes down what a deploy is about to do. On a host that Tandem does not know yet it takes the snapshot; later ones
 * add their addresses. The caller holds the host's lock.
 */
export async function noteDeploy(host: Host, { backend, vips, isFirst }: DeployNote): Promise<void> {
  const state = await readManifest(host);
  const known = state.kind === 'read' ? state.manifest : null;
  const since = known?.since ?? new Date().toISOString();
  const before = known ? known.before : isFirst ? await readHostSnapshot(host) : null;
  // An agent's upload that was cut off has left a manifest without it.
  const lacksKeepalived = backend === 'keepalived' && isFirst && !known?.beforeKeepalived;
  const beforeKeepalived = lacksKeepalived
    ? await readKeepalivedSnapshot(host)
    : (known?.beforeKeepalived ?? null);
  const all = [...new Set([...(known?.vips ?? []), ...vips].map(canonicalVipLine))].toSorted();
  const pages = known?.pages ?? [];
  const manifest: Manifest = { format: 1, since, paths, vips: all, pages, before, beforeKeepalived };
  if (known && JSON.stringify(known) === JSON.stringify(manifest)) return;
  await writeManifest(host, manifest);
}

/** Writes down that a demo page is about to be written there. The caller holds the host's lock. */
export async function notePage(host: Host, path: string): Promise<void> {
  const state = await readManifest(host);
  const known: Manifest =
    state.kind === 'read'
      ? state.manifest
      : {
          format: 1,
          since: new Date().toISOString(),
          paths,
          vips: [],
          pages: [],
          before: null,
          beforeKeepalived: null,
        };
  if (!known.pages.includes(path)) await writeManifest(host, { ...known, pages: [...known.pages, path] });
}

async function writeManifest(host: Host, manifest: Manifest): Promise<void> {
  const script = 'set -eu; umask 077; mkdir -p -m 755 "$1"; cat > "$2.new"; mv -f "$2.new" "$2"';
  await host.check(['sh', '-c', script, 'sh', configFolder, manifestFile], {
    name: 'note what is about to be done',
    input: `${JSON.stringify(manifest, null, 2)}\n`,
  });
}
