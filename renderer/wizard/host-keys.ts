import type { HostKey } from '../../protocol/contract/hosts.ts';

const preference = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'];

function rank(key: HostKey): number {
  const at = preference.indexOf(key.type);
  return at < 0 ? preference.length : at;
}

/** The key to compare: one that is trusted already, else the strongest that is offered. */
export function keyToCompare(keys: readonly HostKey[]): HostKey | null {
  const sorted = [...keys].sort((a, b) => rank(a) - rank(b));
  return sorted.find((key) => key.trust === 'trusted') ?? sorted[0] ?? null;
}

export function changedKey(keys: readonly HostKey[]): HostKey | null {
  return keys.find((key) => key.trust === 'changed') ?? null;
}

/** The command that prints the same fingerprint on the host itself. */
export function verifyCommand(type: string): string {
  const kind = type.includes('ed25519') ? 'ed25519' : type.includes('ecdsa') ? 'ecdsa' : 'rsa';
  return `ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub`;
}
