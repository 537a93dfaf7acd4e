import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { exampleLab } from '../support/test-engine.ts';
import { checkout, ensureUp, password, runPaths, type Snapshot } from '../testbed/index.ts';

/** The `tandem` command as scripts use it: exit statuses and JSON, with one node as root and one by key and sudo. */

let folder: string;
let lab: string;
let untouched: Snapshot[];

interface Run {
  status: number | null;
  /** Standard output, a JSON value a line. */
  json: Record<string, unknown>[];
  stderr: string;
}

async function tandem(...args: string[]): Promise<Run> {
  const cli = join(checkout, 'engine', 'shell', 'cli.ts');
  const child = spawn(process.execPath, [cli, ...args, '--data', join(folder, 'data')], {
    env: { ...process.env, LAB_PASSWORD: password, TANDEM_SUDO_PASSWORD: password },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  const lines = args.includes('--json') ? stdout.split('\n').filter(Boolean) : [];
  return { status, json: lines.map((line) => JSON.parse(line) as Record<string, unknown>), stderr };
}

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  folder = mkdtempSync(join(tmpdir(), 'tandem-cli-'));
  const [first, second] = exampleLab().nodes;
  const ops = { user: 'ops', auth: { kind: 'key', path: runPaths().opsKey }, sudo: 'password' } as const;
  lab = join(folder, 'lab.json');
  writeFileSync(lab, JSON.stringify(exampleLab({ nodes: [first, { ...second, ...ops }] })));
  untouched = await snapshotNodes();
}, 600_000);

afterAll(async () => {
  await clearNodes();
  rmSync(folder, { recursive: true, force: true });
});

test('says how it is used, and that a command does not exist, with exit status 2', async () => {
  expect((await tandem('frobnicate')).status).toBe(2);
  expect((await tandem('deploy')).stderr).toContain('LAB is missing');
  expect((await tandem('discover', '10.77.0.0/24', '--no-such-option')).status).toBe(2);
});

test('a lab file that cannot be read or is not valid is a problem that names the field', async () => {
  const broken = join(folder, 'broken.json');
  expect((await tandem('deploy', broken, '--json')).json[0]).toMatchObject({
    problem: { code: 'lab.file-unreadable' },
  });
  writeFileSync(broken, JSON.stringify({ ...exampleLab(), advertIntervalMs: 15 }));
  const { status, json } = await tandem('deploy', broken, '--json');
  expect(status).toBe(3);
  expect(json[0]).toMatchObject({ problem: { code: 'lab.invalid' } });
  expect(JSON.stringify(json[0])).toContain('advertIntervalMs');
});

test('finds the interface and the hosts', async () => {
  const [interfaces] = (await tandem('interfaces', '--json')).json as unknown as { name: string }[][];
  expect(interfaces?.map(({ name }) => name)).toContain('tandem0');
  const { status, json } = await tandem('discover', '10.77.0.0/26', '--json');
  expect(status).toBe(0);
  expect(json.filter(({ type }) => type === 'host').map(({ ip }) => ip)).toEqual(
    expect.arrayContaining(['10.77.0.11', '10.77.0.12', '10.77.0.50']),
  );
  const hosts = json.filter(({ type }) => type === 'host').length;
  expect(json.at(-1)).toMatchObject({ type: 'done', hosts });
});

test('trusts a key by its fingerprint, and refuses one that the host does not have', async () => {
  for (const host of ['10.77.0.11', '10.77.0.12:22']) {
    const [keys] = (await tandem('trust', host, '--json')).json as unknown as { fingerprint: string }[][];
    expect((await tandem('trust', host, '--accept', keys?.[0]?.fingerprint ?? '')).status).toBe(0);
  }
  const { status, json } = await tandem(
    'trust',
    '10.77.0.11',
    '--accept',
    `SHA256:${'A'.repeat(43)}`,
    '--json',
  );
  expect(status).toBe(3);
  expect(json[0]).toMatchObject({ problem: { code: 'host.key-not-offered' } });
});

test('nobody owns the VIP before the deploy: exit status 1', async () => {
  const { status, json } = await tandem('status', lab, '--json');
  expect(status).toBe(1);
  expect(json[0]).toMatchObject({ virtualRouters: [{ vrid: 51, owner: null, agree: false }] });
});

test('deploys as root and as a sudo user, step by step; a second time changes nothing', async () => {
  const { status, json } = await tandem('deploy', lab, '--json');
  expect(status).toBe(0);
  expect(json.at(-1)).toMatchObject({ type: 'done', ok: true });
  const uploads = json.filter(({ step, totalBytes }) => step === 'upload' && totalBytes !== undefined);
  expect(uploads.at(-1)?.bytes).toBe(uploads.at(-1)?.totalBytes);
  const again = await tandem('deploy', lab, '--json');
  expect(again.json.filter(({ step }) => ['upload', 'configure', 'start'].includes(String(step)))).toEqual(
    Array.from({ length: 6 }, () => expect.objectContaining({ state: 'skipped' })),
  );
});

test('says who owns what, by all three witnesses', async () => {
  const { status, json } = await tandem('status', lab, '--json');
  expect(status).toBe(0);
  expect(json[0]).toMatchObject({ virtualRouters: [{ vrid: 51, owner: 'node-a', agree: true }] });
  const [router] = (json[0]?.virtualRouters ?? []) as { witnesses: Record<string, unknown[]> }[];
  for (const witness of ['wire', 'nodes', 'arp']) expect(router?.witnesses[witness]).not.toEqual([]);
});

test('prints live frames and keeps them as pcapng', async () => {
  const file = join(folder, 'frames.pcapng');
  const { status, json } = await tandem(
    'sniff',
    '--interface',
    'tandem0',
    '--count',
    '5',
    '--write',
    file,
    '--json',
  );
  expect(status).toBe(0);
  expect(json.map(({ no }) => no)).toEqual([1, 2, 3, 4, 5]);
  expect(json.some(({ protocol }) => protocol === 'vrrp')).toBe(true);
  expect(readFileSync(file).readUInt32BE(0)).toBe(0x0a0d0d0a);
});

test('a drill prints its report', async () => {
  const { status, json } = await tandem('drill', 'graceful-stop', lab, '--json');
  expect(status).toBe(0);
  expect(json[0]).toMatchObject({ kind: 'graceful-stop', verdict: 'pass', residue: [], reasons: [] });
  expect((await tandem('reports', String(json[0]?.id), '--json')).json[0]).toEqual(json[0]);
});

test('uninstall leaves nothing and says so', async () => {
  const { status, json } = await tandem('uninstall', lab, '--json');
  expect(status).toBe(0);
  expect(json[0]).toEqual({ ok: true, residue: [] });
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
});
