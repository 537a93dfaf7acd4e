import { describe, expect, it } from 'vitest';
import type { CommandOutcome, RunningCommand } from './command/run-command.ts';
import { scriptProbe } from './script-probe.ts';

const account = { name: 'nobody', uid: 65534, gid: 65534, groups: [], home: '/' };
const options = { command: ['/opt/check'], account };
const never = new AbortController().signal;
const exited: CommandOutcome = { status: 0, signal: null, failure: null, output: '', cut: false };

const ending = (outcome: Partial<CommandOutcome>) => (): RunningCommand => ({
  outcome: Promise.resolve({ ...exited, ...outcome }),
  ended: Promise.resolve(),
});

describe('scriptProbe', () => {
  it.each([
    { outcome: { status: 0 }, result: { ok: true, detail: 'exit status 0' } },
    { outcome: { status: 0, output: 'first\nlast \n\n' }, result: { ok: true, detail: 'last' } },
    {
      outcome: { status: 2, output: 'no\u001b[31m way\n' },
      result: { ok: false, detail: 'exit status 2: no [31m way' },
    },
    { outcome: { status: null, signal: 'SIGSEGV' }, result: { ok: false, detail: 'ended by SIGSEGV' } },
    {
      outcome: { status: null, failure: 'no answer within 100 ms' },
      result: { ok: false, detail: 'no answer within 100 ms' },
    },
  ])('says what came of it: $result.detail', async ({ outcome, result }) => {
    expect(await scriptProbe(options, ending(outcome))(never)).toEqual(result);
  });

  it('cuts an endless line', async () => {
    const { detail } = await scriptProbe(options, ending({ output: 'x'.repeat(4000) }))(never);
    expect(detail).toBe(`${'x'.repeat(200)}…`);
  });

  it('starts no second one while a killed one is still there', async () => {
    const end = Promise.withResolvers<void>();
    let runs = 0;
    const probe = scriptProbe(options, () => {
      runs += 1;
      return {
        outcome: Promise.resolve({ ...exited, status: null, failure: 'too late' }),
        ended: end.promise,
      };
    });
    expect((await probe(never)).detail).toBe('too late');
    expect(await probe(never)).toEqual({ ok: false, detail: 'the last run has not ended yet' });
    end.resolve();
    await end.promise;
    await probe(never);
    expect(runs).toBe(2);
  });
});
