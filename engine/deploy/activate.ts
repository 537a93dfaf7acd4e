import type { Host } from '../ssh/host.ts';
import { hasPassword } from './hide-passwords.ts';
import { configFile, configFolder, currentLink, installFolder, unitFile, unitName } from './host-paths.ts';

/**
 * Every file appears by rename, and none before all are written: a host that dies in between has old or new ones, never
 * half of one, and a full disk changes nothing.
 *   $1 install folder, $2 SHA-256, $3 current link, $4 configuration folder, $5 configuration, $6 unit file, $7 the
 *   unit's text, or empty for the archive's own, $8 the configuration's mode
 */
const configureScript = `
set -eu
umask 022
trap 'rm -f "$1/.current.new" "$5.new" "$6.new"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$4"
(umask 077; cat > "$5.new")
chmod "$8" "$5.new"
if [ -n "$7" ]; then printf '%s' "$7" > "$6.new"
else cp "$1/$2/systemd/tandem-agent.service" "$6.new"; fi
ln -sfn "$2" "$1/.current.new"
mv -Tf "$1/.current.new" "$3"
mv -f "$5.new" "$5"
mv -f "$6.new" "$6"
systemctl daemon-reload
`;

const hostPaths = { installFolder, currentLink, configFolder, configFile, unitFile };

/**
 * Points `current` at the archive and writes configuration and unit.
 * @param unit the unit file's text; null for the one that the archive brings
 */
export async function configure(
  host: Host,
  sha256: string,
  config: string,
  unit: string | null,
  paths: typeof hostPaths = hostPaths,
): Promise<void> {
  const { installFolder: folder, currentLink: link, configFolder: etc, configFile: file } = paths;
  // A password is for root alone; without one anybody may look who speaks for what.
  const mode = hasPassword(config) ? '0600' : '0644';
  const argv = [folder, sha256, link, etc, file, paths.unitFile, unit ?? '', mode];
  await host.check(['sh', '-c', configureScript, 'sh', ...argv], {
    name: 'configure the agent',
    input: config,
  });
}

export async function startAgent(host: Host): Promise<void> {
  await host.check(['systemctl', 'enable', '--quiet', unitName]);
  await host.check(['systemctl', 'restart', unitName]);
}
