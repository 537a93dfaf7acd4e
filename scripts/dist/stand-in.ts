import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What precedes the fuses in Electron's binary; @electron/fuses looks for it. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseCount = 9;

/**
 * A folder in the place of Electron's own: electron-builder packs it as if it were real. The program says what it is,
 * and has fuses of version 1, all off, so that flipping them can be read back.
 */
export function makeStandIn(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'electron');
  const fuses = Buffer.from([1, fuseCount, ...Buffer.from('0'.repeat(fuseCount))]);
  const script =
    '#!/bin/sh\necho "This package was made around a stand-in: there is no Electron in it." >&2\nexit 1\n';
  writeFileSync(
    program,
    Buffer.concat([Buffer.from(`${script}# ${fuseSentinel}`), fuses, Buffer.from('\n')]),
  );
  chmodSync(program, 0o755);
  writeFileSync(join(folder, 'chrome-sandbox'), '');
  chmodSync(join(folder, 'chrome-sandbox'), 0o755);
}
