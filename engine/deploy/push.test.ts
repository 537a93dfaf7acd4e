import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHost, type Host } from '../ssh/host.ts';
import { localSession } from '../ssh/session-double.ts';
import type { AgentArchive } from './archive.ts';
import { pushArchive } from './push.ts';

const host = createHost(localSession(), { kind: 'root' });

let work: string;
let folder: string;
let archive: AgentArchive;

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tandem-push-'));
  folder = join(work, 'host');
  mkdirSync(join(work, 'content', 'bin'), { recursive: true });
  writeFileSync(join(work, 'content', 'bin', 'tandem-agent'), 'x'.repeat(100_000));
  const bytes = execFileSync('tar', ['-czf', '-', '-C', join(work, 'content'), '.']);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  archive = { sha256, bytes: bytes.length, version: '1', unit: '', read: () => bytes };
});
afterEach(() => rmSync(work, { recursive: true }));

async function push(from: AgentArchive = archive, to: Host = host): Promise<number[]> {
  const sent: number[] = [];
  const onSent = (bytes: number) => sent.push(bytes);
  await pushArchive(to, from, { freeBytes: 1e9, onSent, signal: new AbortController().signal, folder });
  return sent;
}

/** The link breaks after so many bytes: the host's input ends. */
const cutAt = (length: number) => push({ ...archive, read: () => archive.read().subarray(0, length) });

const expectInstalled = () => {
  expect(readdirSync(folder)).toEqual([archive.sha256]);
  const program = join(folder, archive.sha256, 'bin', 'tandem-agent');
  expect(readFileSync(program, 'utf8')).toBe('x'.repeat(100_000));
};

it('unpacks the archive under its hash and leaves nothing else', async () => {
  expect(await push()).toEqual([archive.bytes]);
  expectInstalled();
});

it('goes on where the link broke', async () => {
  await expect(cutAt(100)).rejects.toMatchObject({ problem: { code: 'host.lost' } });
  expect(readdirSync(folder)).toHaveLength(1);
  const rest = archive.bytes - 100;
  const link = localSession();
  let received = 0;
  const counting = createHost(
    {
      ...link,
      start: async (argv, ...more) => {
        const command = await link.start(argv, ...more);
        const write = command.stdin.write.bind(command.stdin);
        command.stdin.write = (chunk: Buffer) => {
          received += chunk.length;
          return write(chunk);
        };
        return command;
      },
    },
    { kind: 'root' },
  );
  const sent = await push(archive, counting);
  expect(received).toBe(rest);
  expect(sent.at(-1)).toBe(archive.bytes);
  expectInstalled();
});

it('a part that is not the archive’s is thrown away, and the next push begins anew', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, `.part-${archive.sha256}-1`), 'something else');
  await expect(push()).rejects.toMatchObject({ problem: { code: 'host.upload-corrupt' } });
  expect(readdirSync(folder)).toEqual([]);
  await push();
  expectInstalled();
});

it('parts of other archives go', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, `.part-${'0'.repeat(64)}-1`), 'old');
  mkdirSync(join(folder, '.incoming-1'));
  await push();
  expectInstalled();
});
