import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHost, type Host } from '../ssh/host.ts';
import { localSession } from '../ssh/session-double.ts';
import type { AgentArchive } from './archive.ts';
import { pushArchive, settleUnpacking } from './push.ts';

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

describe('while it is being unpacked, and whoever began it is gone', () => {
  const ownPath = process.env.PATH;
  const at = (name: string) => join(work, name);
  /** tar goes on until it is let, and leaves a folder that fills up meanwhile. */
  const slowTar = () => {
    mkdirSync(at('bin'));
    const script = `#!/bin/sh\ntouch ${at('began')}\nwhile [ ! -e ${at('go')} ]; do sleep 0.05; done\nsleep 0.2\ntouch ${at('over')}\n`;
    writeFileSync(at('bin/tar'), script, { mode: 0o755 });
    process.env.PATH = `${at('bin')}:${ownPath}`;
  };
  afterEach(() => {
    process.env.PATH = ownPath;
  });

  it.each(['a removal', 'the next push'])('%s waits for the end of it', async (what) => {
    slowTar();
    const killed = new AbortController();
    const options = { freeBytes: 1e9, onSent: () => undefined, signal: killed.signal, folder };
    const first = pushArchive(host, archive, options);
    const ended = expect(first).rejects.toMatchObject({ problem: { code: 'request.cancelled' } });
    await expect.poll(() => existsSync(at('began')), { timeout: 10_000 }).toBe(true);
    killed.abort();
    const later = what === 'a removal' ? settleUnpacking(host, folder) : push();
    const isOver = later.then(() => existsSync(at('over')));
    process.env.PATH = ownPath;
    writeFileSync(at('go'), '');
    expect(await isOver).toBe(true);
    await ended;
    if (what === 'the next push') expectInstalled();
  });
});

it('parts of other archives go', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, `.part-${'0'.repeat(64)}-1`), 'old');
  mkdirSync(join(folder, '.incoming-1'));
  await push();
  expectInstalled();
});
