import { describe, expect, it } from 'vitest';
import { fail, makeProblem } from '../../protocol/contract/problem.ts';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import type { AgentStatus } from '../../protocol/control/agent-messages.ts';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import type { Clock } from '../platform/clock.ts';
import { pagesAtVips } from './service-at-vip.ts';
import { recordingVoice, testLab } from './test-lab.ts';
import { verifyService } from './verify-service.ts';

const labWith = (checks: object[]): Lab => labSchema.parse({ ...testLab, checks });
const page = { kind: 'http', url: 'http://127.0.0.1/', intervalMs: 1000, rise: 2 };
const web = labWith([page]);

/** Time passes only by waiting. */
function waitingClock(): Clock {
  let nowMs = 0;
  return {
    now: () => nowMs,
    after: (ms, run) => {
      nowMs += ms;
      queueMicrotask(run);
      return () => undefined;
    },
  };
}

type Answer = { passing: boolean; detail: string };
const passes = { passing: true, detail: 'HTTP 200' };

/** @param answers of the node's one check, the last one from then on */
function node(name: string, answers: Answer[]) {
  const left = [...answers];
  const next = () => (left.length > 1 ? left.shift() : left[0]) ?? passes;
  const status = async () =>
    ({ checks: [{ name: 'web', kind: 'http', sinceNs: '0', ...next() }] }) as unknown as AgentStatus;
  return { node: { ...testLab.nodes[0], name }, status };
}

async function verify(lab: Lab, answers: [Answer[], Answer[]], askPage: () => Promise<number>) {
  const { voice, said } = recordingVoice();
  const steps: Extract<TaskEvent, { type: 'step' }>[] = [];
  const listening = { ...voice, step: (event: object) => steps.push({ type: 'step', ...event } as never) };
  const works = [node('a', answers[0]), node('b', answers[1])];
  await verifyService(works, lab, { clock: waitingClock(), askPage }, listening);
  const last = steps.at(-1);
  return {
    state: last?.state,
    codes: last?.problems?.map(({ code }) => code),
    detail: last?.detail ?? '',
    said,
  };
}

describe('the service behind the VIPs', () => {
  it('is not asked for a demo page that a node has no place for: that was said', async () => {
    const asked: string[] = [];
    const lab = { ...labWith([]), demoPage: true };
    const askPage = async (url: string) => {
      asked.push(url);
      return 200;
    };
    const missingPage = makeProblem('deploy.demo-no-folder', { node: 'b' });
    const { voice, said } = recordingVoice();
    const parts = { clock: waitingClock(), askPage };
    await verifyService([node('a', []), { ...node('b', []), missingPage }], lab, parts, voice);
    expect(said).toEqual(['null verify-service skipped']);
    await verifyService([node('a', []), node('b', [])], lab, parts, voice);
    expect(asked).toEqual(['http://10.0.0.9/tandem-demo.html']);
  });

  it('is there when the checks pass on both nodes and the VIP gives its page', async () => {
    const slow = [{ passing: false, detail: 'ECONNREFUSED' }, { passing: true, detail: '' }, passes];
    const asked = await verify(web, [[passes], slow], async () => 200);
    expect(asked).toMatchObject({ state: 'done', codes: undefined });
    expect(asked.detail).toContain('http://10.0.0.9/ answers');
  });

  it('is named where a check goes on failing, and the deploy goes on', async () => {
    const failing = { passing: false, detail: 'ECONNREFUSED' };
    const asked = await verify(web, [[passes], [failing]], async () => 200);
    expect(asked).toMatchObject({ state: 'warned', codes: ['deploy.check-failing'] });
    expect(asked.detail).toContain('web does not pass on b: ECONNREFUSED');
  });

  it('is named where the VIP gives no page, or another one', async () => {
    const silent = await verify(web, [[passes], [passes]], () => Promise.reject(new Error('ECONNREFUSED')));
    expect(silent).toMatchObject({ state: 'warned', codes: ['deploy.page-missing'] });
    const broken = await verify(web, [[passes], [passes]], async () => 503);
    expect(broken.detail).toContain('status 503');
  });

  it('is not told from a node that does not answer: that is said, and the deploy goes on', async () => {
    const { voice, said } = recordingVoice();
    const deaf = { ...node('b', []), status: () => Promise.reject(fail('agent.unreachable', { node: 'b' })) };
    const parts = { clock: waitingClock(), askPage: async () => 200 };
    await verifyService([node('a', [passes]), deaf], web, parts, voice);
    expect(said.at(-1)).toBe('null verify-service warned');
  });

  it('is asked for a few pages at once, and for no more than 32', async () => {
    const [router] = testLab.virtualRouters;
    const vips = Array.from({ length: 100 }, (_, index) => `10.0.0.${index + 10}/24`);
    const wide = labSchema.parse({ ...testLab, checks: [page], virtualRouters: [{ ...router, vips }] });
    let [asked, atOnce, most] = [0, 0, 0];
    const { said } = await verify(wide, [[passes], [passes]], async () => {
      asked++;
      atOnce++;
      most = Math.max(most, atOnce);
      await new Promise(setImmediate);
      atOnce--;
      return 200;
    });
    expect([asked, most]).toEqual([32, 8]);
    expect(said).toContain('null: 68 more pages at the VIPs were not asked for');
  });

  it('is nobody’s business on a host that another Tandem has taken over', async () => {
    const { voice, said } = recordingVoice();
    const status = () => Promise.reject(fail('deploy.lock-lost', { host: '10.0.0.1' }));
    const parts = { clock: waitingClock(), askPage: async () => 200 };
    await expect(verifyService([{ ...node('a', []), status }], web, parts, voice)).rejects.toMatchObject({
      problem: { code: 'deploy.lock-lost' },
    });
    expect(said.at(-1)).toBe('null verify-service failed');
  });

  it('is not asked for where the lab has no check', async () => {
    const asked = await verify(testLab, [[], []], () => Promise.reject(new Error('asked')));
    expect(asked.state).toBe('skipped');
  });
});

describe('the pages at the VIPs', () => {
  it('are what the checks ask their own node for', () => {
    const lab = labWith([
      page,
      { kind: 'http', name: 'status', url: 'https://localhost:8443/up?full=1', status: [204] },
      { kind: 'http', name: 'other', url: 'http://10.0.0.200/' },
      { kind: 'tcp', port: 80 },
    ]);
    expect(pagesAtVips(lab)).toEqual([
      { url: 'http://10.0.0.9/', status: [200] },
      { url: 'https://10.0.0.9:8443/up?full=1', status: [204] },
    ]);
  });

  it('put an IPv6 address in brackets, and are at no link-local one', () => {
    const [router] = testLab.virtualRouters;
    const lab = labSchema.parse({
      ...testLab,
      vrrpVersion: 3,
      checks: [page],
      virtualRouters: [{ ...router, vips: ['fe80::9/64', '2001:db8::9/64'] }],
    });
    expect(pagesAtVips(lab).map(({ url }) => url)).toEqual(['http://[2001:db8::9]/']);
  });
});
