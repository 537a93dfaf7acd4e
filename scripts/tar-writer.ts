/** A file of an archive. Paths are relative, with forward slashes, at most 100 bytes. */
export interface ArchiveFile {
  path: string;
  bytes: Uint8Array;
  executable: boolean;
}

const BLOCK = 512;

/**
 * A tar archive (POSIX ustar) that depends on nothing but names, contents and executable bits: sorted, all owned by
 * root, all from 1970. Directories come before what they hold.
 */
export function tarArchive(files: ArchiveFile[]): Buffer {
  const sorted = files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const blocks: Buffer[] = [];
  const directories = new Set<string>();
  for (const file of sorted) {
    for (const directory of parents(file.path)) {
      if (directories.has(directory)) continue;
      directories.add(directory);
      blocks.push(header(`${directory}/`, 0, 0o755, '5'));
    }
    blocks.push(header(file.path, file.bytes.length, file.executable ? 0o755 : 0o644, '0'));
    blocks.push(Buffer.from(file.bytes), Buffer.alloc((BLOCK - (file.bytes.length % BLOCK)) % BLOCK));
  }
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
}

/** name 100 | mode 8 | uid 8 | gid 8 | size 12 | mtime 12 | checksum 8 | type 1 | link 100 | "ustar\0" "00" | … */
function header(path: string, size: number, mode: number, type: '0' | '5'): Buffer {
  if (Buffer.byteLength(path) > 100) throw new RangeError(`path too long for ustar: ${path}`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'latin1');
  block.write(path, 0, 'utf8');
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.fill(' ', 148, 156);
  block.write(type, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write('root', 265, 'latin1');
  block.write('root', 297, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
