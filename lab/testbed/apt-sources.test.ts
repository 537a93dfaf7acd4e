import { expect, test } from 'vitest';
import { chooseSource, parseDeb822, parseOneLine } from './apt-sources.ts';

test('the one-line style gives its address, suite and keyring; comments and deb-src are left out', () => {
  const text = `# deb http://mirror.example/old bookworm main
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://mirror.example/debian bookworm main contrib # x
deb http://mirror.example/plain trixie main
`;
  expect(parseOneLine(text)).toEqual([
    {
      uri: 'http://mirror.example/debian',
      suites: ['bookworm'],
      components: ['main', 'contrib'],
      keyring: '/usr/share/keyrings/k.gpg',
    },
    { uri: 'http://mirror.example/plain', suites: ['trixie'], components: ['main'] },
  ]);
});

test('the deb822 style gives one source for each address; what is disabled is left out', () => {
  const text = `Types: deb deb-src
# a comment in between
URIs: http://one.example/debian
 http://two.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/k.gpg

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb
URIs: http://inline.example/debian
Suites: bookworm-security
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----
`;
  const sources = parseDeb822(text);
  expect(sources.map((source) => source.uri)).toEqual([
    'http://one.example/debian',
    'http://two.example/debian',
    'http://inline.example/debian',
  ]);
  expect(sources[0]).toMatchObject({
    suites: ['bookworm', 'bookworm-updates'],
    keyring: '/usr/share/keyrings/k.gpg',
  });
  expect(sources[2]).not.toHaveProperty('keyring');
});

test('the source of a suite has exactly that suite, its main component, and a transport of debootstrap', () => {
  const make = (uri: string, suite: string, component = 'main') => ({
    uri,
    suites: [suite],
    components: [component],
  });
  const good = make('https://mirror.example/debian', 'bookworm');
  const others = [
    make('http://mirror.example/security', 'bookworm-security'),
    make('http://mirror.example/debian', 'bookworm', 'contrib'),
    make('cdrom:[Debian]/', 'bookworm'),
  ];
  expect(chooseSource([...others, good], 'bookworm')).toBe(good);
  expect(chooseSource(others, 'bookworm')).toBeUndefined();
});
