import type { Frame } from '../../protocol/wire/frame.ts';
import { request } from '../segment/control.ts';
import { Segment } from '../segment/segment.ts';
import { AgentSpeaker, FrrSpeaker, KeepalivedSpeaker, type Play, type Speaker } from '../segment/speakers.ts';
import { type Constellation, describeConstellation } from './constellations.ts';
import { expectOwner } from './observe.ts';

/** What happens to a pair. */
export const happenings = [
  'start',
  'partition and heal',
  'priority change',
  'graceful stop',
  'crash',
  'interval mismatch',
  'VIP-list mismatch',
  'auth mismatch',
] as const;
export type Happening = (typeof happenings)[number];

export type Outcome =
  | { kind: 'one owner'; owner: string }
  /** The agent says by name what does not fit; `owners` are who advertises meanwhile. */
  | { kind: 'reported'; what: string }
  | { kind: 'not run'; reason: string }
  | { kind: 'failed'; reason: string };

export interface Cell {
  constellation: Constellation;
  happening: Happening;
  outcome: Outcome;
}

const higher = 150;
const middle = 100;
const lower = 50;

interface Pair {
  segment: Segment;
  agent: AgentSpeaker;
  peer: Speaker;
  play: Play;
  /** Of the agent and of the peer. */
  priorities: { agent: number; peer: number };
  preferred: 'a' | 'b';
}

/** Plays every happening for one constellation on a segment of its own. */
export async function tryConstellation(
  constellation: Constellation,
  progress: (line: string) => void,
): Promise<Cell[]> {
  const segment = await Segment.open();
  const cells: Cell[] = [];
  const note = (happening: Happening, outcome: Outcome) => {
    cells.push({ constellation, happening, outcome });
    progress(`${describeConstellation(constellation)}: ${happening}: ${outcomeText(outcome)}`);
  };
  try {
    const agent = new AgentSpeaker(segment, 'a');
    const peer =
      constellation.peer === 'keepalived'
        ? new KeepalivedSpeaker(segment, 'b')
        : new FrrSpeaker(segment, 'b');
    const isMaster = constellation.role === 'master';
    const pair: Pair = {
      segment,
      agent,
      peer,
      play: constellation.play,
      priorities: { agent: isMaster ? higher : lower, peer: middle },
      preferred: isMaster ? 'a' : 'b',
    };
    const reason = peer.refusal(pair.play);
    for (const happening of happenings) {
      const { play, reason: other } = forHappening(happening, pair);
      const refused = reason ?? other ?? peer.refusal(play);
      if (refused !== null) note(happening, { kind: 'not run', reason: refused });
      else note(happening, await attempt(() => trials[happening]({ ...pair, play }), pair));
    }
  } finally {
    await segment.close();
  }
  return cells;
}

export function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'one owner') return `one owner: ${outcome.owner}`;
  if (outcome.kind === 'reported') return `reported: ${outcome.what}`;
  return `${outcome.kind}: ${outcome.reason}`;
}

/** Each begins with nobody and ends with nobody. */
async function attempt(trial: () => Promise<Outcome>, { agent, peer }: Pair): Promise<Outcome> {
  try {
    return await trial();
  } catch (error) {
    const said = [agent, peer].map((speaker) => `${speaker.name}: ${speaker.output().slice(-2000)}`);
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', reason: `${reason}\n${said.join('\n')}` };
  } finally {
    await agent.stop();
    await peer.stop();
  }
}

/** What is played, and why it cannot be. */
function forHappening(happening: Happening, { play }: Pair): { play: Play; reason: string | null } {
  if (happening !== 'auth mismatch') return { play, reason: null };
  const reason = play.version === 2 ? null : 'VRRP v3 has no authentication';
  return { play: { ...play, password: 'secret' }, reason };
}

const ownerName = (station: 'a' | 'b') => (station === 'a' ? 'agent' : 'peer');

async function startBoth({ agent, peer, play, priorities }: Pair): Promise<void> {
  await Promise.all([agent.start(play, priorities.agent), peer.start(play, priorities.peer)]);
}

async function oneOwner({ segment, play }: Pair, station: 'a' | 'b'): Promise<Outcome> {
  await expectOwner(segment, play, station);
  return { kind: 'one owner', owner: ownerName(station) };
}

/** Both run and agree. */
async function settle(pair: Pair): Promise<void> {
  await startBoth(pair);
  await expectOwner(pair.segment, pair.play, pair.preferred);
}

const opposite = ({ preferred }: Pair) => (preferred === 'a' ? 'b' : 'a');
const masterOf = ({ preferred, agent, peer }: Pair): Speaker => (preferred === 'a' ? agent : peer);

/** Longest from the first advert that does not fit to the agent's word about it. */
const SAYING_MS = 20_000;

/**
 * Both run although something does not fit: the agent says what. The peer leads before the agent comes, so that the
 * agent hears it for certain, whoever is preferred: a peer that came second might stay a backup and never speak.
 */
async function mismatch(pair: Pair, peersPlay: Play): Promise<Outcome> {
  const { segment, agent, peer, play, priorities } = pair;
  const isAdvert = ({ vrrp }: Frame) => vrrp?.vrid === play.vrid && vrrp.priority > 0;
  const nextAdvert = () => segment.wire.next('an advert', isAdvert, { afterNs: segment.wire.nowNs });
  await peer.start(peersPlay, priorities.peer);
  await nextAdvert();
  await agent.start(play, priorities.agent);
  const giveUpMs = Date.now() + SAYING_MS;
  // Only an advert can bring something to say.
  for (;;) {
    await nextAdvert();
    const status = await request(agent.socket, { op: 'status' }).catch(() => null);
    const named = status?.routers[0]?.mismatches ?? [];
    if (named.length > 0) return { kind: 'reported', what: named.map(({ what }) => what).join(', ') };
    if (Date.now() > giveUpMs)
      return { kind: 'failed', reason: 'the agent heard the peer, and reported nothing' };
  }
}

const trials: Record<Happening, (pair: Pair) => Promise<Outcome>> = {
  start: async (pair) => {
    await startBoth(pair);
    return oneOwner(pair, pair.preferred);
  },
  'partition and heal': async (pair) => {
    await settle(pair);
    pair.segment.partition(true);
    try {
      // Both lead by design: the one that was backup must have noticed.
      const mac = pair.segment.station('a').mac;
      const newcomer = opposite(pair) === 'a';
      await pair.segment.wire.next(
        'the second master',
        ({ vrrp, link }) => vrrp !== undefined && vrrp.priority > 0 && (link?.src === mac) === newcomer,
        { afterNs: pair.segment.wire.nowNs },
      );
    } finally {
      pair.segment.partition(false);
    }
    return oneOwner(pair, pair.preferred);
  },
  'priority change': async (pair) => {
    await settle(pair);
    pair.agent.configure(pair.play, pair.preferred === 'a' ? lower : higher);
    pair.agent.reload();
    return oneOwner(pair, opposite(pair));
  },
  'graceful stop': async (pair) => {
    await settle(pair);
    await masterOf(pair).stop();
    return oneOwner(pair, opposite(pair));
  },
  crash: async (pair) => {
    await settle(pair);
    await masterOf(pair).crash();
    return oneOwner(pair, opposite(pair));
  },
  'interval mismatch': (pair) =>
    mismatch(pair, { ...pair.play, advertIntervalMs: pair.play.advertIntervalMs * 2 }),
  'VIP-list mismatch': (pair) => mismatch(pair, { ...pair.play, vips: pair.play.vips.slice(0, 1) }),
  'auth mismatch': (pair) => mismatch(pair, { ...pair.play, password: 'other' }),
};
