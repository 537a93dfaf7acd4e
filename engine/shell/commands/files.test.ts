import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { pcapngHeader, pcapngPacket } from '../../../protocol/wire/pcapng-writer.ts';
import type { Command, CommandContext, Options } from '../command.ts';
import { UsageError } from '../command.ts';
import { decode } from './decode.ts';
import { keepalived } from './keepalived.ts';
import { lint } from './lint.ts';

/** Commands that work on files alone: no engine is asked. */
const folder = mkdtempSync(join(tmpdir(), 'tandem-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

async function run(command: Command, args: string[], options: Partial<Options> = {}) {
  const printed: unknown[] = [];
  const said: string[] = [];
  const context: Partial<CommandContext> = {
    args,
    options: { json: true, replace: false, open: true, list: false, ...options } as Options,
    print: (value) => printed.push(JSON.parse(JSON.stringify(value))),
    say: (text) => said.push(text),
    signal: new AbortController().signal,
  };
  const status = await command(context as CommandContext);
  return { status, printed, said: said.join('\n') };
}

const capture = Buffer.concat([
  pcapngHeader({ application: 'test', interfaceName: 'eth0' }),
  pcapngPacket({ tsNs: 1n, bytes: new Uint8Array(14), originalLength: 14 }),
  pcapngPacket({ tsNs: 2n, bytes: new Uint8Array(14), originalLength: 14 }),
]);

describe('a lab file', () => {
  const example = readFileSync(new URL('../../../lab/example.json', import.meta.url), 'utf8');

  it('may come from an editor that writes a byte order mark and lines of its own', async () => {
    const name = file('windows.json', `\uFEFF${example.replaceAll('\n', '\r\n')}`);
    expect(await run(lint, [name])).toMatchObject({ status: 0, printed: [{ findings: [] }] });
    const wrong = file('wrong.json', `\uFEFF${example.replace('"vrid": 51', '"vrid": 0')}`);
    await expect(run(lint, [wrong])).rejects.toMatchObject({
      problem: { code: 'lab.invalid', params: { path: `${wrong}:24` } },
    });
  });
});

describe('a lab file in which a name stands twice', () => {
  it('is refused with the line of the second, since one of the two was meant', async () => {
    const example = readFileSync(new URL('../../../lab/example.json', import.meta.url), 'utf8');
    const name = file('twice.json', example.replace('"mode":', '"name": "other",\n  "mode":'));
    await expect(run(lint, [name])).rejects.toMatchObject({
      problem: { code: 'lab.invalid', params: { path: `${name}:3` } },
    });
  });
});

describe('tandem decode', () => {
  it('prints every frame of a file', async () => {
    const { status, printed } = await run(decode, [file('whole.pcapng', capture)]);
    expect(status).toBe(0);
    expect(printed).toMatchObject([{ no: 1 }, { no: 2, ts: '0.000000002', length: 14 }]);
  });

  it('prints what is whole of a damaged one, and says from which byte on it is not', async () => {
    const name = file('cut.pcapng', capture.subarray(0, capture.length - 3));
    const { status, printed, said } = await run(decode, [name]);
    expect(status).toBe(1);
    expect(printed).toHaveLength(1);
    expect(said).toContain(`from byte ${capture.length - 48} on`);
  });

  it('ends quietly when nobody reads on', async () => {
    const packet = pcapngPacket({ tsNs: 1n, bytes: new Uint8Array(60), originalLength: 60 });
    const name = file(
      'long.pcapng',
      Buffer.concat([capture, ...Array.from({ length: 20_000 }, () => packet)]),
    );
    const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
    const child = spawn(process.execPath, [cli, 'decode', name, '--data', join(folder, 'data')]);
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.once('exit', resolve));
    expect({ status, said }).toEqual({ status: 0, said: '' });
  });

  it('refuses what is no capture, and what cannot be read', async () => {
    await expect(run(decode, [file('text', 'hello')])).rejects.toMatchObject({
      problem: { code: 'capture.file-unknown' },
    });
    await expect(run(decode, [join(folder, 'none')])).rejects.toMatchObject({
      problem: { code: 'capture.file-unreadable' },
    });
  });
});

const lab = {
  name: 'web',
  nodes: [
    { name: 'node-a', host: '10.0.0.1', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
    { name: 'node-b', host: '10.0.0.2', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
  ],
  virtualRouters: [
    {
      vrid: 51,
      vips: ['10.0.0.100/24'],
      priorities: { 'node-a': 150, 'node-b': 100 },
      transport: 'unicast',
    },
  ],
};
const labFile = file('lab.json', JSON.stringify(lab));

describe('tandem keepalived', () => {
  it.each([
    ['a folder that the kernel makes nowhere', '/proc/self/none/deeper'],
    ['a file', join(labFile, 'below')],
  ])('says that it cannot export into %s', async (_what, out) => {
    await expect(run(keepalived, ['export', labFile], { out })).rejects.toMatchObject({
      problem: { code: 'keepalived.file-unwritable', params: { file: out } },
    });
  });

  it('exports a lab to a file per node, readable for the owner alone, and imports it again', async () => {
    const out = join(folder, 'out');
    const exported = await run(keepalived, ['export', labFile], { out });
    const files = [join(out, 'node-a.conf'), join(out, 'node-b.conf')];
    expect(exported.printed).toEqual([{ files, notes: [] }]);
    expect(statSync(files[0] ?? '').mode & 0o777).toBe(0o600);
    const { printed, said } = await run(keepalived, ['import', ...files]);
    expect(printed[0]).toMatchObject({
      virtualRouters: lab.virtualRouters,
      nodes: [{ host: '10.0.0.1' }, {}],
    });
    expect(said).toContain(`${files[0]}:7: nodes.0.user is not in the file`);
  });

  it('follows include beside the file', async () => {
    const instance =
      'vrrp_instance A {\ninterface eth0\nvirtual_router_id 9\nvirtual_ipaddress { 10.0.0.9/24 }\n}';
    file('part-1.inc', instance);
    const main = file('main.conf', 'include part-*.inc');
    const { printed } = await run(keepalived, ['import', main, main]);
    expect(printed[0]).toMatchObject({ virtualRouters: [{ vrid: 9 }] });
  });

  it.each([[[]], [['frob']], [['export', labFile]], [['import', labFile]]])(
    'asks for what is missing in %j',
    async (args) => {
      await expect(run(keepalived, args)).rejects.toThrow(UsageError);
    },
  );
});

describe('tandem lint', () => {
  it('finds nothing in a fitting lab', async () => {
    expect(await run(lint, [labFile])).toMatchObject({ status: 0, printed: [{ findings: [] }] });
  });

  it('says what is wrong between two files, where and what to do', async () => {
    const out = join(folder, 'lint');
    await run(keepalived, ['export', labFile], { out });
    const [a, b] = [join(out, 'node-a.conf'), join(out, 'node-b.conf')];
    writeFileSync(b, readFileSync(b, 'utf8').replace('10.0.0.100/24', '10.0.0.101/24'));
    const { status, printed } = await run(lint, [a, b]);
    expect(status).toBe(1);
    expect(printed[0]).toMatchObject({
      findings: [
        {
          code: 'vips-differ',
          severity: 'error',
          where: `${b}:18`,
          message: expect.stringContaining('10.0.0.101'),
        },
      ],
    });
  });

  it('names the line of a lab’s file', async () => {
    const second = { ...lab.virtualRouters[0], vrid: 52, vips: ['10.0.0.0/24'] };
    const name = file('two.json', JSON.stringify({ ...lab, virtualRouters: [second] }, null, 2));
    const { status, printed } = await run(lint, [name]);
    const where = `${name}:27: virtualRouters.0.vips.0`;
    expect({ status, printed }).toMatchObject({
      status: 1,
      printed: [{ findings: [{ code: 'vip-unusable', where }] }],
    });
  });

  it('names the line of a misspelt field, and what was meant', async () => {
    const name = file('misspelt.json', JSON.stringify(lab, null, 2).replace('"priorities"', '"prioritys"'));
    const detail = 'virtualRouters.0.prioritys: there is no field of this name; did you mean priorities?';
    await expect(run(lint, [name])).rejects.toMatchObject({
      problem: {
        code: 'lab.invalid',
        params: { path: expect.stringMatching(/misspelt\.json:\d+$/), detail },
      },
    });
  });

  it('wants both configurations of a pair', async () => {
    await expect(run(lint, [file('one.conf', '')])).rejects.toThrow(UsageError);
  });
});
