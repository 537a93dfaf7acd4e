import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { VrrpState } from '../../protocol/control/agent-messages.ts';
import { request } from '../segment/control.ts';
import { Segment } from '../segment/segment.ts';
import { AgentSpeaker, type Play, type Speaker } from '../segment/speakers.ts';

/** Our agent on station a of a segment, and whoever a test puts beside it. */

export const vip = '10.78.0.100';
export const play: Play = {
  family: 4,
  version: 3,
  advertIntervalMs: 100,
  vrid: 51,
  vips: [`${vip}/24`],
  transport: 'multicast',
};

export let segment: Segment;
export let agent: AgentSpeaker;
let running: Speaker[];

/** Sets the stage for the tests of a file; each of them ends with nothing of the agent left on its station. */
export function setStage(): void {
  beforeAll(async () => {
    running = [];
    segment = await Segment.open();
  }, 300_000);

  afterAll(() => segment?.close());

  afterEach(async () => {
    for (const speaker of running.splice(0)) await speaker.stop();
    expect(segment.addresses('a')).toEqual(['10.78.0.11/24', 'fe80::a/64']);
  });
}

export function newAgent(extra: AgentSpeaker['extra'] = {}): AgentSpeaker {
  agent = new AgentSpeaker(segment, 'a');
  agent.extra = extra;
  running.push(agent);
  return agent;
}

export async function beside<Peer extends Speaker>(
  peer: Peer,
  priority: number,
  peersPlay = play,
): Promise<Peer> {
  running.push(peer);
  await peer.start(peersPlay, priority);
  return peer;
}

export const status = () => request(agent.socket, { op: 'status' });
export const router = async () => (await status()).routers[0];
export const inState = (state: VrrpState) =>
  expect.poll(async () => (await router().catch(() => undefined))?.state, { timeout: 15_000 }).toBe(state);

/** Structured lines of the agent's log. */
export function logged(event: string): Record<string, unknown>[] {
  return agent
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.event === event);
}
