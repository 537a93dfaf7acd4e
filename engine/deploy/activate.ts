import type { Host } from '../ssh/host.ts';
import { configFile, configFolder, currentLink, installFolder, unitFile, unitName } from './host-paths.ts';

/** Every file appears by rename, so that a host that dies in between has the old or the new one, never half. */
const configureScript = `
set -eu
umask 022
ln -sfn "$2" "$1/.current.new"
mv -Tf "$1/.current.new" "$3"
mkdir -p "$4"
cat > "$5.new"
mv -f "$5.new" "$5"
cp "$3/systemd/tandem-agent.service" "$6.new"
mv -f "$6.new" "$6"
systemctl daemon-reload
`;

/** Points `current` at the archive and writes configuration and unit. */
export async function configure(host: Host, sha256: string, config: string): Promise<void> {
  const paths = [installFolder, sha256, currentLink, configFolder, configFile, unitFile];
  await host.check(['sh', '-c', configureScript, 'sh', ...paths], {
    name: 'configure the agent',
    input: config,
  });
}

export async function startAgent(host: Host): Promise<void> {
  await host.check(['systemctl', 'enable', '--quiet', unitName]);
  await host.check(['systemctl', 'restart', unitName]);
}
