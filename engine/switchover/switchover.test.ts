import { beforeEach, describe, expect, it } from 'vitest';
import { fail } from '../../protocol/contract/problem.ts';
import type { RouterStatus } from '../../protocol/control/agent-messages.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { AgentDouble, raise } from './agent-double.ts';
import { switchover } from './switchover.ts';

const node = (name: string, host: string) => ({
  name,
  host,
  user: 'root',
  interface: 'eth0',
  auth: { kind: 'agent' },
});
const router = { vrid: 51, vips: ['10.0.0.100/24'], priorities: { 'node-a': 150, 'node-b': 100 } };

function labOf(...routers: object[]) {
  const nodes = [node('node-a', '10.0.0.1'), node('node-b', '10.0.0.2')];
  return labSchema.parse({ name: 'web', nodes, virtualRouters: routers.length > 0 ? routers : [router] });
}

let asked: string[];
/** The old master, preferred by its configuration. */
let a: AgentDouble;
/** The node to move to. */
let b: AgentDouble;
let timers: Map<() => void, number>;
/** What the segment says, while somebody listens. */
let heard: ((frame: Frame) => void) | null;
let hears: boolean;
let cancel: AbortController;

function pair(first: Partial<RouterStatus>[] = [{}], second: Partial<RouterStatus>[] = [{}]): void {
  const names = (index: number) => ({ vrid: 51 + index });
  a = new AgentDouble(
    'node-a',
    first.map((each, i) => ({ ...names(i), state: 'master', priority: 150, ...each })),
    asked,
  );
  b = new AgentDouble(
    'node-b',
    second.map((each, i) => ({ ...names(i), ...each })),
    asked,
  );
  b.onTakeOver = () => {
    lead();
    a.moves('backup');
  };
}

/** The target does what it was told: above the other's priority, all routers at once. */
function lead(): void {
  for (const [index, own] of b.routers.entries()) {
    const above = (a.routers[index]?.priority ?? 0) + 1 - own.priority;
    if (above > 0) raise(own, above);
  }
  b.moves('master');
}

beforeEach(() => {
  asked = [];
  timers = new Map();
  heard = null;
  hears = false;
  cancel = new AbortController();
  pair();
});

function run(lab = labOf(), to = 'node-b', hosts = { a: a.host(), b: b.host() }) {
  const parts = {
    access: {
      connect: async (_lab: unknown, { name }: { name: string }) => (name === 'node-a' ? hosts.a : hosts.b),
    },
    clock: {
      now: () => 0,
      after: (ms: number, work: () => void) => {
        timers.set(work, ms);
        return () => timers.delete(work);
      },
    },
    startClock: () => () => 1000,
    listen: async (_lab: unknown, listener: (frame: Frame) => void) => {
      heard = listener;
      const stop = () => {
        heard = null;
      };
      return { hears, stop };
    },
  };
  return switchover(parts, lab, { vrid: 51, to }, cancel.signal);
}

/** Time passes: every timer that is armed rings. */
function ring(): void {
  for (const work of [...timers.keys()]) work();
}

const problem = (code: string) => ({ problem: expect.objectContaining({ code }) });

function expectNothingLeft(): void {
  expect(b.router().switchoverPriority).toBeNull();
  expect([a.isClosed, b.isClosed, heard, timers.size]).toEqual([true, true, null, 0]);
}

describe('a planned switchover', () => {
  it('asks the new master alone, and keeps its priority while the old one would preempt', async () => {
    const result = await run();
    expect(result).toMatchObject({ vrid: 51, from: 'node-a', to: 'node-b', moved: true, movedMs: 0 });
    expect(result.events.map(({ what }) => what)).toEqual(['requested', 'became-master', 'became-backup']);
    expect(asked).toEqual(['node-b take-over 51 eth0']);
    expect(b.router()).toMatchObject({ state: 'master', priority: 151 });
    expect([a.isClosed, b.isClosed, heard, timers.size]).toEqual([true, true, null, 0]);
  });

  it('gives back both priorities when it goes back to the preferred node, the loser’s first', async () => {
    pair([{ state: 'backup' }], [{ state: 'master' }]);
    raise(b.router(), 51);
    raise(a.router(), 2);
    a.onTakeOver = () => {
      a.moves('master');
      b.moves('backup');
    };
    const { events } = await run(labOf(), 'node-a');
    expect(asked).toEqual([
      'node-a take-over 51 eth0',
      'node-b reset-priority 51 eth0',
      'node-a reset-priority 51 eth0',
    ]);
    expect(events.filter(({ what }) => what === 'priority-reset').map(({ source }) => source)).toEqual([
      'node-b',
      'node-a',
    ]);
    expect([a.router().priority, b.router().priority]).toEqual([150, 100]);
  });

  it('gives the priority back at once where a failing check keeps the old master below', async () => {
    pair([{ priority: 90, configuredPriority: 150 }]);
    b.router().priority = 85;
    await run();
    // 85 is 100 less a failing check's 15: without the raise it would be preempted by 90.
    expect(asked).not.toContain('node-b reset-priority 51 eth0');
    expect(b.router()).toMatchObject({ priority: 91, switchoverPriority: 106 });

    pair([{ priority: 90, configuredPriority: 150 }]);
    raise(b.router(), 10);
    asked.length = 0;
    await run();
    expect(asked).toEqual(['node-b take-over 51 eth0', 'node-b reset-priority 51 eth0']);
    expect(b.router()).toMatchObject({ priority: 100, switchoverPriority: null });
  });

  it('gives it back where nobody preempts', async () => {
    await run(labOf({ ...router, preempt: false }));
    expectNothingLeft();
    expect(asked).toEqual(['node-b take-over 51 eth0', 'node-b reset-priority 51 eth0']);
  });

  it('does nothing where the target leads already', async () => {
    expect(await run(labOf(), 'node-a')).toMatchObject({ moved: false, movedMs: 0, events: [] });
    expect(asked).toEqual([]);
  });

  it('leads where nobody did', async () => {
    pair([{ state: 'fault' }]);
    b.onTakeOver = () => b.moves('master');
    expect(await run()).toMatchObject({ from: null, moved: true });
  });

  it('counts by the new master’s first advert where it hears the segment', async () => {
    hears = true;
    b.onTakeOver = () => {
      lead();
      a.moves('backup');
      const advert = (src: string, ms: number) =>
        heard?.({
          no: 1,
          ts: (ms / 1000).toFixed(9),
          length: 60,
          ip: { version: 4, src, dst: '224.0.0.18', ttl: 255 },
          protocol: 'vrrp',
          vrrp: { vrid: 51, priority: 151 },
          problems: [],
          info: 'advert',
        } as unknown as Frame);
      advert('10.0.0.2', 990);
      advert('10.0.0.1', 1001);
      advert('10.0.0.2', 1002.5);
    };
    expect(await run()).toMatchObject({ movedMs: 2.5 });
    expect(timers.size).toBe(0);
  });
});

describe('a sync group', () => {
  const group = [
    { ...router, syncGroup: 'gateway' },
    {
      ...router,
      vrid: 52,
      vips: ['10.0.1.100/24'],
      syncGroup: 'gateway',
      priorities: { 'node-a': 90, 'node-b': 100 },
    },
  ];

  it('has moved when its last member has', async () => {
    pair([{}, { priority: 90 }], [{}, {}]);
    let isOver = false;
    b.onTakeOver = () => {
      lead();
      a.moves('backup', { vrids: [51] });
    };
    const running = run(labOf(...group)).finally(() => {
      isOver = true;
    });
    await expect.poll(() => a.router(51).state).toBe('backup');
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    a.moves('backup', { vrids: [52] });
    expect(await running).toMatchObject({ moved: true });
  });

  it('keeps its priorities while one member would be preempted', async () => {
    // 51 needs the raise, 52 does not; one request for either takes both back.
    pair([{}, { priority: 90 }], [{}, {}]);
    await run(labOf(...group));
    expect(asked).toEqual(['node-b take-over 51 eth0']);
    asked.length = 0;
    pair([{ priority: 90 }, {}], [{}, {}]);
    await run(labOf(...group));
    expect(asked).toEqual(['node-b take-over 51 eth0']);
  });
});

describe('a switchover that cannot be', () => {
  it('is refused with the agent’s words, and nothing was raised', async () => {
    b.refusals.set('take-over', fail('switchover.priority-exhausted', { vrid: 51, priority: 254 }));
    await expect(run()).rejects.toMatchObject(problem('switchover.priority-exhausted'));
    expect(asked).toEqual(['node-b take-over 51 eth0']);
    expectNothingLeft();
  });

  it('is refused for a node in fault', async () => {
    pair([{}], [{ state: 'fault', cause: 'eth0 is down' }]);
    await expect(run()).rejects.toMatchObject(problem('switchover.in-fault'));
    expect(asked).toEqual([]);
  });

  it('is refused at once for a node without our agent, such as keepalived’s, and nobody is asked', async () => {
    await expect(
      run(labOf(), 'node-b', { a: a.host(), b: b.host({ answers: false }) }),
    ).rejects.toMatchObject(problem('agent.unreachable'));
    expect(asked).toEqual([]);
    expect([a.isClosed, b.isClosed]).toEqual([true, true]);
  });

  it('closes what it opened where a node cannot be reached', async () => {
    const hosts = { a: a.host(), b: { ...b.host(), start: () => Promise.reject(fail('host.lost')) } };
    await expect(run(labOf(), 'node-b', hosts)).rejects.toMatchObject(problem('host.lost'));
    expect([a.isClosed, b.isClosed]).toEqual([true, true]);
  });

  it('asks no keepalived, which could not answer', async () => {
    const keepalived = { ...labOf(), backend: 'keepalived' } as const;
    await expect(run(keepalived)).rejects.toMatchObject(problem('switchover.needs-agent'));
    expect(asked).toEqual([]);
  });

  it('does not know a node or a virtual router that the lab or the agent has not', async () => {
    await expect(run(labOf(), 'node-c')).rejects.toMatchObject(problem('request.invalid'));
    await expect(run(labOf({ ...router, vrid: 9 }))).rejects.toMatchObject(
      problem('switchover.unknown-router'),
    );
    b.router().interface = 'eth1';
    await expect(run()).rejects.toMatchObject(problem('switchover.unknown-router'));
  });
});

describe('a switchover that fails in the middle', () => {
  it('takes the priority back where the old master does not let go in time', async () => {
    b.onTakeOver = lead;
    const running = run();
    await expect.poll(() => b.router().state).toBe('master');
    await expect.poll(() => timers.size).toBe(1);
    expect([...timers.values()]).toEqual([5000]);
    ring();
    await expect(running).rejects.toMatchObject({
      problem: { code: 'switchover.not-done', cause: expect.stringContaining('node-a: VRID 51 is master') },
    });
    expect(asked).toEqual(['node-b take-over 51 eth0', 'node-b reset-priority 51 eth0']);
    expectNothingLeft();
  });

  it('has moved all the same where only a report was lost', async () => {
    b.onTakeOver = () => {
      lead();
      a.moves('backup', { isHeard: false });
    };
    const running = run();
    await expect.poll(() => timers.size).toBe(1);
    ring();
    expect(await running).toMatchObject({ moved: true });
  });

  it('takes the priority back when it is cancelled', async () => {
    b.onTakeOver = lead;
    const running = run();
    await expect.poll(() => timers.size).toBe(1);
    cancel.abort();
    await expect(running).rejects.toMatchObject(problem('request.cancelled'));
    expectNothingLeft();
  });

  it('asks for nothing when it was cancelled before', async () => {
    cancel.abort();
    await expect(run()).rejects.toMatchObject(problem('request.cancelled'));
    expect(asked).toEqual([]);
    expectNothingLeft();
  });

  it('takes the priority back where the old master’s connection is lost', async () => {
    b.onTakeOver = () => {
      lead();
      a.vanish();
    };
    const running = run();
    await expect.poll(() => timers.size).toBe(1);
    ring();
    await expect(running).rejects.toMatchObject(problem('agent.unreachable'));
    expectNothingLeft();
  });

  it('ends where the target vanishes with the request', async () => {
    b.silent.add('take-over');
    const running = run();
    await expect.poll(() => asked).toEqual(['node-b take-over 51 eth0']);
    b.vanish();
    await expect(running).rejects.toMatchObject(problem('agent.unreachable'));
    expect([a.isClosed, b.isClosed, heard, timers.size]).toEqual([true, true, null, 0]);
  });
});
