import { expect, test, vi } from 'vitest';
import { fail, type ProblemError } from '../../protocol/contract/problem.ts';
import type { Port } from '../../protocol/rpc/port.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { happy } from '../testing/scenario.ts';
import { createEngine } from './engine.ts';

/** An engine behind ports that the test can cut, and a clock that only moves when told to. */
function setUp(openings: (() => Promise<Port>)[]) {
  const waits: { ms: number; run: () => void }[] = [];
  const ports: Port[] = [];
  const real = fakeEngine({ ...happy });
  const engine = createEngine({
    openPort: async () => {
      const port = await (openings.shift() ?? real)();
      ports.push(port);
      return port;
    },
    wait: (ms, run) => {
      waits.push({ ms, run });
      return () => undefined;
    },
    random: () => 0,
  });
  return { engine, waits, ports };
}

const phase = (engine: ReturnType<typeof createEngine>) => engine.link.getState().phase;

test('a call waits for the first connection', async () => {
  const { engine } = setUp([]);
  expect(phase(engine)).toBe('connecting');
  expect(await engine.call('system.info', {})).toMatchObject({ contract: 1 });
  expect(phase(engine)).toBe('open');
});

test('a lost connection is opened again, later each time, and the watches with it', async () => {
  const unreachable = async () => {
    throw fail('server.disconnected');
  };
  const { engine, waits, ports } = setUp([fakeEngine({ ...happy }), unreachable]);
  const opened = vi.fn();
  const seen = vi.fn();
  const ended = vi.fn();
  engine.watch('drills.watch', { lab: 'practice' }, { onOpen: opened, onItem: seen, onEnd: ended });
  await vi.waitFor(() => expect(seen).toHaveBeenCalled());

  ports[0]?.close();
  await vi.waitFor(() => expect(phase(engine)).toBe('lost'));
  expect(waits.map(({ ms }) => ms)).toEqual([250]);
  waits[0]?.run();
  await vi.waitFor(() => expect(waits.map(({ ms }) => ms)).toEqual([250, 500]));
  waits[1]?.run();
  await vi.waitFor(() => expect(phase(engine)).toBe('open'));
  await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(2));
  expect(ended).not.toHaveBeenCalled();
  engine.close();
});

test('while the connection is lost, a call fails at once', async () => {
  const { engine, ports } = setUp([]);
  await engine.call('system.info', {});
  ports[0]?.close();
  await vi.waitFor(() => expect(phase(engine)).toBe('lost'));
  const error = await engine.call('system.info', {}).catch((thrown: ProblemError) => thrown.problem.code);
  expect(error).toBe('server.disconnected');
});

test('a refusal is final: nothing knocks again', async () => {
  const refused = async () => {
    throw fail('server.token-rejected');
  };
  const { engine, waits } = setUp([refused]);
  await vi.waitFor(() => expect(phase(engine)).toBe('refused'));
  expect(waits).toEqual([]);
  expect(engine.link.getState().problem?.code).toBe('server.token-rejected');
});

test('a closed watch is not opened again', async () => {
  const { engine, ports, waits } = setUp([]);
  const opened = vi.fn();
  const stop = engine.watch('drills.watch', { lab: 'practice' }, { onOpen: opened, onItem: () => undefined });
  await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(1));
  stop();
  ports[0]?.close();
  await vi.waitFor(() => expect(waits).toHaveLength(1));
  waits[0]?.run();
  await vi.waitFor(() => expect(phase(engine)).toBe('open'));
  expect(opened).toHaveBeenCalledTimes(1);
  engine.close();
});
