import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { fail } from '../../protocol/contract/problem.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import { systemClock } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';
import { watchNode } from './node-watch.ts';

const lab = labSchema.parse({
  name: 'test',
  nodes: [
    { name: 'a', host: '10.0.0.1', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
    { name: 'b', host: '10.0.0.2', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
  ],
  virtualRouters: [{ vrid: 7, vips: ['10.0.0.9/24'], priorities: { a: 150, b: 100 } }],
});

/** A host whose agent says one status, after which the connection breaks. */
function hostThatReportsOnce(): Host {
  const status = { version: '1', lab: 'test', node: 'a', pid: 1, startedNs: '0', nowNs: '1', routers: [] };
  const closed = Promise.withResolvers<void>();
  const session = { alive: true, closed: closed.promise, close: () => undefined };
  return {
    session,
    start: async () => {
      const stdout = new PassThrough();
      stdout.end(`${JSON.stringify({ id: 1, status })}\n`);
      const ended = new Promise<void>((resolve) => stdout.on('close', resolve));
      void ended.then(() => {
        session.alive = false;
        closed.resolve();
      });
      return { stdin: new PassThrough(), stdout, stderr: new PassThrough(), ended, close: () => undefined };
    },
  } as unknown as Host;
}

async function linksOf(connect: Access['connect']) {
  const links: unknown[] = [];
  await watchNode(
    { access: { connect }, clock: systemClock },
    { lab, node: lab.nodes[0] },
    {
      onEvent: () => links.push('heard'),
      onLink: (link, problem) => links.push(problem ? [link, problem.code] : link),
    },
    new AbortController().signal,
  );
  return links;
}

it('without a credential gives up, and does not claim that there was an agent', async () => {
  const links = await linksOf(() => Promise.reject(fail('host.secret-missing')));
  expect(links).toEqual(['connecting', ['unknown', 'host.secret-missing']]);
});

it('has lost an agent that it heard before', async () => {
  let tries = 0;
  const links = await linksOf(async () => {
    if (tries++ > 0) throw fail('host.auth-failed');
    return hostThatReportsOnce();
  });
  expect(links).toEqual(['connecting', 'heard', 'lost', 'connecting', ['lost', 'host.auth-failed']]);
});
