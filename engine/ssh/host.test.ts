import { expect, it } from 'vitest';
import { createHost } from './host.ts';
import { localSession } from './session-double.ts';

const host = createHost(localSession(), { kind: 'root' });

it('keeps what a command prints, up to a limit', async () => {
  expect((await host.check(['head', '-c', '8388608', '/dev/zero'])).length).toBe(8 * 1024 * 1024);
});

it.each([
  ['standard output', ['head', '-c', '9000000', '/dev/zero']],
  ['standard error', ['sh', '-c', 'head -c 9000000 /dev/zero >&2']],
  ['output without an end', ['cat', '/dev/zero']],
])('gives up on too much %s', async (_name, argv) => {
  await expect(host.run(argv)).rejects.toMatchObject({
    problem: { code: 'host.command-failed', cause: 'too much output' },
  });
});

it('calls a command by its name, and never shows the text of a script', async () => {
  const script = ['sh', '-c', 'echo broken >&2; exit 3'];
  await expect(host.check(script, { name: 'inspect the host' })).rejects.toMatchObject({
    problem: { params: { command: 'inspect the host', status: 3 }, cause: 'broken' },
  });
  await expect(host.check(script)).rejects.toMatchObject({ problem: { params: { command: 'sh -c …' } } });
  await expect(host.check(['false', 'x'])).rejects.toMatchObject({
    problem: { params: { command: 'false x' } },
  });
});
