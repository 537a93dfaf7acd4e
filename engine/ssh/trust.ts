import type { Expectation } from './key-verdict.ts';
import type { KnownHostsEntry } from './known-hosts.ts';
import { readKnownHosts } from './known-hosts.ts';
import type { KnownKeys } from './known-keys.ts';
import type { Endpoint } from './ssh-config.ts';

/** Everything that is known of a host's keys: the own store, and the user's known_hosts files. */
export interface Trust {
  expect(at: Endpoint, pinned?: string): Expectation;
  /** How many keys do not count from now on. */
  forget(at: Endpoint): number;
}

export function createTrust(known: KnownKeys): Trust {
  const entriesOf = (at: Endpoint) =>
    readKnownHosts(at.knownHostsFiles, at.keyAlias ?? at.hostName, at.connectPort);
  return {
    forget: (at) => {
      const disowned = known.disowned(at.host, at.port);
      const isNew = ({ marker, fingerprint }: KnownHostsEntry) =>
        marker === null && !disowned.includes(fingerprint);
      return known.forget(at.host, at.port, entriesOf(at).filter(isNew));
    },
    expect: (at, pinned) => {
      const own = known.of(at.host, at.port);
      const entries = entriesOf(at);
      const place = (marker: KnownHostsEntry['marker']) => entries.filter((entry) => entry.marker === marker);
      // What a person confirmed here goes before an older entry of the same type; what was forgotten here is not asked.
      const disowned = known.disowned(at.host, at.port);
      const vouched = place(null).filter(
        ({ type, fingerprint }) => !own.some((key) => key.type === type) && !disowned.includes(fingerprint),
      );
      return {
        host: at.host,
        port: at.port,
        trusted: [
          ...own.map(({ type, fingerprint }) => ({ type, fingerprint, place: null })),
          ...vouched.map((entry) => ({
            type: entry.type,
            fingerprint: entry.fingerprint,
            place: entry.place,
          })),
        ],
        revoked: place('revoked').map((entry) => ({ fingerprint: entry.fingerprint, place: entry.place })),
        authorities: place('authority').map((entry) => entry.place),
        pinned,
      };
    },
  };
}
