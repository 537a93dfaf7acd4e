import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { httpProbe } from './http-probe.ts';

function selfSigned(directory: string) {
  const files = { key: join(directory, 'key.pem'), cert: join(directory, 'cert.pem') };
  const subject = ['-subj', '/CN=node', '-days', '1', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const output = ['-nodes', '-keyout', files.key, '-out', files.cert];
  execFileSync('openssl', ['req', '-x509', ...subject, ...output], { stdio: 'pipe' });
  return { key: readFileSync(files.key), cert: readFileSync(files.cert) };
}

it('verifies a certificate only where that is asked for', async ({ skip }) => {
  const directory = mkdtempSync(join(tmpdir(), 'https-probe-'));
  try {
    let pair: ReturnType<typeof selfSigned>;
    try {
      pair = selfSigned(directory);
    } catch {
      skip('not run: openssl is not there to make a certificate');
      return;
    }
    const server = createServer(pair, (_, response) => response.end('fine'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
    const never = new AbortController().signal;
    const trusting = await httpProbe({ url, status: [200], verifyCertificate: false })(never);
    const strict = await httpProbe({ url, status: [200], verifyCertificate: true })(never);
    server.close();
    expect(trusting).toEqual({ ok: true, detail: 'status 200' });
    expect(strict.ok).toBe(false);
    expect(strict.detail).toMatch(/self-signed/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
