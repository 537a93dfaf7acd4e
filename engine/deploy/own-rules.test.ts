import { expect, it } from 'vitest';
import { ownRules } from './own-rules.ts';

it('our rules are told from everybody else’s by their comment, with the names that nft takes them by', () => {
  const listing = `table inet house { # handle 3
	chain door { # handle 1
		type filter hook input priority filter; policy accept;
		ip protocol 112 accept comment "tandem" # handle 5
		ip protocol 112 counter packets 0 bytes 0 drop # handle 2
		tcp dport 22 accept comment "not tandem" # handle 7
	}
}
table ip6 other { # handle 4
	chain out { # handle 1
		ip6 nexthdr 112 accept comment "tandem" # handle 9
	}
}
`;
  expect(ownRules(listing)).toEqual([
    { family: 'inet', table: 'house', chain: 'door', handle: '5', text: 'ip protocol 112 accept' },
    { family: 'ip6', table: 'other', chain: 'out', handle: '9', text: 'ip6 nexthdr 112 accept' },
  ]);
});
