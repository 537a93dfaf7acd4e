import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import ssh2, { type ParsedKey } from 'ssh2';
import { fail } from '../../protocol/contract/problem.ts';

/** The passphrase of a key, and where else it could come from. */
export interface Passphrase {
  value: string | null;
  env: string;
}

const largestKey = 64 * 1024;

/**
 * Reads and opens a private key: OpenSSH, or PEM (PKCS#1, SEC1, and PKCS#8 of RSA and EC). Throws host.key-unreadable,
 * host.key-format, host.passphrase-missing or host.passphrase-wrong; nothing has been sent to a host then.
 */
export function readPrivateKey(path: string, passphrase: Passphrase): ParsedKey {
  const resolved = path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path;
  let text: string;
  try {
    const stat = statSync(resolved);
    if (!stat.isFile()) throw new Error('not a file');
    if (stat.size > largestKey) throw new Error(`larger than ${largestKey} bytes`);
    text = readFileSync(resolved, 'latin1');
  } catch (error) {
    throw fail('host.key-unreadable', { path }, error);
  }
  return openPrivateKey(path, text, passphrase);
}

function openPrivateKey(path: string, text: string, passphrase: Passphrase): ParsedKey {
  const format = (detail: string) => fail('host.key-format', { path, detail });
  if (/^PuTTY-User-Key-File-/.test(text)) throw format('a PuTTY key');
  if (/^(ssh-|ecdsa-|sk-)|BEGIN (SSH2 )?PUBLIC KEY/.test(text)) throw format('a public key');
  if (!/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) throw format('no private key');
  const isProtected = () => fail('host.passphrase-missing', { path, env: passphrase.env });
  const isWrong = () => fail('host.passphrase-wrong', { path });
  const secret = passphrase.value ?? undefined;
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----/.test(text) && secret === undefined) throw isProtected();
  const pem = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text) ? fromPkcs8(text, secret) : text;
  if (pem === 'wrong') throw isWrong();
  if (pem === null) throw format('a PKCS#8 key of a kind that ssh does not use so');
  const parsed = ssh2.utils.parseKey(pem, secret);
  if (!(parsed instanceof Error)) {
    const [key] = [parsed].flat();
    if (key?.isPrivateKey()) return key;
    throw format('no private key');
  }
  if (/no passphrase given/i.test(parsed.message)) throw isProtected();
  if (/integrity check failed|bad passphrase|bad decrypt|decrypt/i.test(parsed.message)) throw isWrong();
  // A wrong passphrase gives noise, which then fails wherever it is first read.
  const isEncrypted = /Proc-Type: 4,ENCRYPTED/.test(text) || opensshCipher(text) !== 'none';
  if (isEncrypted && secret !== undefined && /malformed/i.test(parsed.message)) throw isWrong();
  throw format(parsed.message);
}

/** ssh2 reads the older PEM forms only. `wrong` where the passphrase does not open it. */
function fromPkcs8(text: string, passphrase: string | undefined): string | 'wrong' | null {
  try {
    const key = createPrivateKey({
      key: text,
      format: 'pem',
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString();
    return null;
  } catch {
    return text.includes('ENCRYPTED') ? 'wrong' : null;
  }
}

/** PROTOCOL.key of OpenSSH: the magic, then the cipher's name as a string. `none` where this is another format. */
function opensshCipher(text: string): string {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1];
  const bytes = Buffer.from(body ?? '', 'base64');
  const at = 'openssh-key-v1\0'.length;
  return bytes.length < at + 4 ? 'none' : bytes.toString('latin1', at + 4, at + 4 + bytes.readUInt32BE(at));
}
