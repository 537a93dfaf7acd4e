import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import type { Host } from '../ssh/host.ts';
import type { AgentArchive } from './archive.ts';
import { installFolder } from './host-paths.ts';

/** What is left of an upload that was cut off: its size in bytes and its path, or nothing.  $1 folder, $2 SHA-256 */
const leftScript = `
part=$(ls -t "$1/.part-$2-"* 2>/dev/null | head -n 1)
[ -z "$part" ] || echo "$(stat -c %s "$part") $part"
`;

/**
 * Whoever unpacks holds the folder itself, with flock(1): a script outlives the connection that it came over, and what
 * tar still writes into cannot be removed. Waits for that; harmless where there is no such folder.  $1 folder
 */
const settleScript = '[ ! -d "$1" ] || flock -w 120 "$1" true';

/**
 * Takes the archive on standard input, verifies it, unpacks it beside its final place and renames it there. A broken
 * link closes the input: what came is kept then, and the next push goes on from there. Whatever else ends the script
 * removes what it began. A part is taken over by renaming it: whoever still waits for the rest of it (a host learns of a
 * cut cable only after hours) removes nothing of ours. The caller holds the host's lock.
 *   $1 folder, $2 SHA-256, $3 size of the whole in bytes, $4 the part to go on from, or empty, $5 its size
 */
const receiveScript = `
set -eu
umask 022
existed=no; [ -d "$1" ] && existed=yes
part="$1/.part-$2-$$"
unpacked="$1/.incoming-$$"
trap 'status=$?; rm -rf "$unpacked"; [ "$status" = 67 ] || rm -f "$part"; [ "$existed" = yes ] || rmdir "$1" 2>/dev/null || true' EXIT
trap 'exit 67' HUP INT TERM
mkdir -p "$1"
if [ -n "$4" ]; then
  mv "$4" "$part"
  [ "$(stat -c %s "$part")" = "$5" ] || exit 65
fi
${settleScript}
for old in "$1"/.incoming-* "$1"/.part-*; do [ "$old" = "$part" ] || rm -rf "$old"; done
cat >> "$part"
[ "$(stat -c %s "$part")" = "$3" ] || exit 67
[ "$(sha256sum < "$part" | cut -c1-64)" = "$2" ] || exit 65
exec 9< "$1"
flock 9
mkdir "$unpacked"
tar -xzf "$part" -C "$unpacked" --no-same-owner
rm -rf "$1/$2"
mv "$unpacked" "$1/$2"
existed=yes
`;

/** Resolves once nothing is being unpacked there, whoever began it. */
export async function settleUnpacking(host: Host, folder = installFolder): Promise<void> {
  const options = { name: 'wait for what is being unpacked', timeoutMs: 150_000 };
  await host.check(['sh', '-c', settleScript, 'sh', folder], options);
}

/** Parts of uploads that nobody goes on with.  $1 folder */
const forgetScript = 'rm -rf "$1"/.part-* "$1"/.incoming-*; rmdir "$1" 2>/dev/null; exit 0';

const corrupt = 65;
const cutOff = 67;
const pushTimeoutMs = 600_000;
/** Archive and unpacked files stand side by side for a moment; the runtime is about four times its archive. */
const spaceFactor = 5;

/** Space that a push takes, bytes. */
export const neededBytesOf = ({ bytes }: AgentArchive): number => bytes * spaceFactor;

export interface PushOptions {
  freeBytes: number | null;
  onSent: (bytes: number) => void;
  signal: AbortSignal;
  /** Where it goes on the host. */
  folder?: string;
}

/** Is exactly this archive on the host already? */
export async function hasArchive(host: Host, archive: AgentArchive): Promise<boolean> {
  return (await host.run(['test', '-x', `${installFolder}/${archive.sha256}/bin/tandem-agent`])).status === 0;
}

/** After a push that will not be gone on with. */
export async function forgetParts(host: Host): Promise<void> {
  await host.check(['sh', '-c', forgetScript, 'sh', installFolder], { name: 'remove an upload' });
}

async function readPart(
  host: Host,
  folder: string,
  { sha256, bytes }: AgentArchive,
): Promise<{ path: string; size: number }> {
  const { stdout } = await host.run(['sh', '-c', leftScript, 'sh', folder, sha256]);
  const [, size, path] = /^(\d+) (.+)$/.exec(stdout.trim()) ?? [];
  const isUsable = path !== undefined && Number(size) < bytes;
  return isUsable ? { path, size: Number(size) } : { path: '', size: 0 };
}

/**
 * Uploads and unpacks the agent, from where an upload of the same archive was cut off. Rejects with host.disk-full or
 * host.upload-corrupt, and the host then has nothing of it; or with host.lost, and it may have a part.
 */
export async function pushArchive(host: Host, archive: AgentArchive, options: PushOptions): Promise<void> {
  const neededBytes = neededBytesOf(archive);
  const diskFull = (freeBytes: number | null, cause?: string) => {
    const megabytes = (bytes: number) => Math.floor(bytes / 1e6);
    const params = {
      freeMb: freeBytes === null ? '?' : megabytes(freeBytes),
      neededMb: megabytes(neededBytes),
    };
    return fail('host.disk-full', { host: host.address, path: '/opt', ...params }, cause);
  };
  if (options.freeBytes !== null && options.freeBytes < neededBytes) throw diskFull(options.freeBytes);
  const { signal, folder = installFolder } = options;
  const lost = () => fail('host.lost', { host: host.address, step: 'upload' });
  const part = await readPart(host, folder, archive);
  const about = [archive.sha256, String(archive.bytes), part.path, String(part.size)];
  const input = archive.read().subarray(part.size);
  const onSent = (bytes: number) => options.onSent(part.size + bytes);
  const result = await host
    .run(['sh', '-c', receiveScript, 'sh', folder, ...about], {
      name: 'unpack',
      input,
      onSent,
      signal,
      timeoutMs: pushTimeoutMs,
    })
    .catch((error: unknown) => {
      const isLost = error instanceof ProblemError && error.problem.code === 'host.lost';
      throw isLost ? lost() : error;
    });
  if (result.status === 0) return;
  if (result.status === cutOff) throw lost();
  if (/No space left/i.test(result.stderr)) throw diskFull(options.freeBytes, result.stderr.trim());
  if (result.status === corrupt) throw fail('host.upload-corrupt', { host: host.address });
  const params = { command: 'unpack', host: host.address, status: result.status };
  throw fail('host.command-failed', params, result.stderr.trim());
}
