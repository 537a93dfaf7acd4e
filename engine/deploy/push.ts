import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import type { Host } from '../ssh/host.ts';
import type { AgentArchive } from './archive.ts';
import { installFolder } from './host-paths.ts';

/**
 * Takes the archive on standard input, verifies it, unpacks it beside its final place and renames it there. Whatever
 * ends the script early (a broken link closes its input, so that the hash is wrong) removes what it began; what a
 * power loss left behind is removed by the next push, which holds the host's lock.
 *   $1 folder, $2 SHA-256
 */
const receiveScript = `
set -eu
umask 022
existed=no; [ -d "$1" ] && existed=yes
part="$1/.incoming-$$"
trap 'rm -rf "$part" "$part.tar.gz"; [ "$existed" = yes ] || rmdir "$1" 2>/dev/null || true' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$1"
rm -rf "$1"/.incoming-*
cat > "$part.tar.gz"
[ "$(sha256sum < "$part.tar.gz" | cut -c1-64)" = "$2" ] || exit 65
mkdir "$part"
tar -xzf "$part.tar.gz" -C "$part" --no-same-owner
rm -rf "$1/$2"
mv "$part" "$1/$2"
existed=yes
`;

const corrupt = 65;
const pushTimeoutMs = 600_000;
/** Archive and unpacked files stand side by side for a moment; the runtime is about four times its archive. */
const spaceFactor = 5;

/** Space that a push takes, bytes. */
export const neededBytesOf = ({ bytes }: AgentArchive): number => bytes * spaceFactor;

export interface PushOptions {
  freeBytes: number;
  onSent: (bytes: number) => void;
  signal: AbortSignal;
}

/** Is exactly this archive on the host already? */
export async function hasArchive(host: Host, archive: AgentArchive): Promise<boolean> {
  return (await host.run(['test', '-x', `${installFolder}/${archive.sha256}/bin/tandem-agent`])).status === 0;
}

/**
 * Uploads and unpacks the agent. Rejects with host.disk-full, host.upload-corrupt, host.lost; the host then has
 * nothing of it.
 */
export async function pushArchive(host: Host, archive: AgentArchive, options: PushOptions): Promise<void> {
  const neededBytes = neededBytesOf(archive);
  const diskFull = (freeBytes: number, cause?: string) => {
    const megabytes = (bytes: number) => Math.floor(bytes / 1e6);
    const params = { freeMb: megabytes(freeBytes), neededMb: megabytes(neededBytes) };
    return fail('host.disk-full', { host: host.address, path: '/opt', ...params }, cause);
  };
  if (options.freeBytes < neededBytes) throw diskFull(options.freeBytes);
  const { onSent, signal } = options;
  const argv = ['sh', '-c', receiveScript, 'sh', installFolder, archive.sha256];
  const result = await host
    .run(argv, { name: 'unpack', input: archive.read(), onSent, signal, timeoutMs: pushTimeoutMs })
    .catch((error: unknown) => {
      const isLost = error instanceof ProblemError && error.problem.code === 'host.lost';
      throw isLost ? fail('host.lost', { host: host.address, step: 'upload' }) : error;
    });
  if (result.status === 0) return;
  if (/No space left/i.test(result.stderr)) throw diskFull(options.freeBytes, result.stderr.trim());
  if (result.status === corrupt) throw fail('host.upload-corrupt', { host: host.address });
  const params = { command: 'unpack', host: host.address, status: result.status };
  throw fail('host.command-failed', params, result.stderr.trim());
}
