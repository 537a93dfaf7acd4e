import ssh2 from 'ssh2';

type Generated = ReturnType<typeof ssh2.utils.generateKeyPairSync>;

/**
 * A key pair for a test. Of the Ed25519 keys that ssh2 makes four in a thousand are malformed (a number that begins with
 * a zero byte is written without it), as ssh-keygen says too: those are made again.
 */
export function generateKeyPair(type: 'ed25519' | 'ecdsa', options: object = {}): Generated {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync(type as 'ed25519', options as never);
    const { passphrase } = options as { passphrase?: string };
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}
