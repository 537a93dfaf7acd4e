import { createHash } from 'node:crypto';
import { nodePackages, opsUser, password } from './plan.ts';

/** Everything that decides what is in a node's root file system; its hash names the cached result. */
export interface Recipe {
  suite: string;
  variant: string;
  architecture: string;
  packages: readonly string[];
  /** Run by sh as root inside the new root file system. */
  setup: string;
}

/** How many packages the recipe comes to, for the progress bar only. */
export const expectedPackages = 172;

const setup = `
echo 'root:${password}' | chpasswd
useradd --create-home --shell /bin/bash --groups sudo ${opsUser}
echo '${opsUser}:${password}' | chpasswd
printf 'PermitRootLogin yes\\nPasswordAuthentication yes\\nUseDNS no\\nHostKey /etc/ssh/ssh_host_ed25519_key\\nHostKey /etc/ssh/ssh_host_ecdsa_key\\n' \
  >/etc/ssh/sshd_config.d/lab.conf
# Each node gets identities of its own; none may come from here, where they would be shared.
rm -f /etc/ssh/ssh_host_* /var/lib/dbus/machine-id
: >/etc/machine-id
systemctl disable keepalived.service frr.service
# Without a way out these could only fail, or wake up in the middle of a measurement.
systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
  e2scrub_reap.service fstrim.timer logrotate.timer systemd-networkd.service systemd-resolved.service \
  console-getty.service getty.target
apt-get clean
rm -rf /var/lib/apt/lists/*
`;

export function makeRecipe(architecture: string): Recipe {
  return {
    suite: 'bookworm',
    variant: 'minbase',
    architecture,
    packages: Object.keys(nodePackages),
    setup,
  };
}

/** Sixteen hexadecimal digits that differ between any two recipes. */
export function recipeKey(recipe: Recipe): string {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 16);
}

/** Debian's name for the architecture that Node names `arch`; undefined where the lab has none. */
export function debianArchitecture(arch: string): string | undefined {
  return { x64: 'amd64', arm64: 'arm64' }[arch];
}
