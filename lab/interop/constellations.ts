import type { Play } from '../segment/speakers.ts';

/** What our agent meets: a peer, how they talk, and which of the two is preferred as master. */
export const peers = ['keepalived', 'FRR vrrpd'] as const;
export type PeerName = (typeof peers)[number];

export const roles = ['master', 'backup'] as const;
/** Of our agent, while both run and hear each other. */
export type Role = (typeof roles)[number];

export interface Constellation {
  peer: PeerName;
  play: Play;
  role: Role;
}

const vips = {
  4: ['10.78.0.100/24', '10.78.0.101/24'],
  6: ['fe80::100/64', 'fd00:78::100/64'],
} as const;

function plays(): Play[] {
  const speech = [
    { version: 2, family: 4, advertIntervalMs: 1000 },
    { version: 3, family: 4, advertIntervalMs: 100 },
    { version: 3, family: 6, advertIntervalMs: 100 },
  ] as const;
  return speech.flatMap((spoken) =>
    (['multicast', 'unicast'] as const).map((transport) => ({
      ...spoken,
      transport,
      vrid: 51,
      vips: [...vips[spoken.family]],
    })),
  );
}

/** All of them: version x family x transport x role x peer. */
export const constellations: readonly Constellation[] = peers.flatMap((peer) =>
  plays().flatMap((play) => roles.map((role) => ({ peer, play, role }))),
);

export function describeConstellation({ peer, play, role }: Constellation): string {
  return `v${play.version} IPv${play.family} ${play.transport}, agent ${role} beside ${peer}`;
}
