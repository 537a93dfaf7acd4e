import { type PlaceName, placeNames } from './plan.ts';

export const usage = `usage: npm run lab -- COMMAND

  up [--json]           make the two nodes and their wires, or say that they are up
  down                  remove everything but the cached root file system
  status [--json]       what is up
  shell NODE            a root shell in node-a, node-b or client
  exec NODE -- CMD...   run a command there as root; its exit status is passed on

  TANDEM_LAB_CACHE    where the root file system is kept, instead of /var/cache/tandem-lab
  TANDEM_LAB_MIRROR   the Debian mirror to build it from, instead of the one that apt uses
`;

/** A command line that was understood. */
export type Command =
  | { name: 'up' | 'status'; json: boolean }
  | { name: 'down' | 'help' }
  | { name: 'shell'; place: PlaceName }
  | { name: 'exec'; place: PlaceName; argv: string[] };

/** Reads the arguments after the program's name; a string says what is wrong with them. */
export function parseCommandLine(args: readonly string[]): Command | string {
  const [name, ...rest] = args;
  switch (name) {
    case 'up':
    case 'status': {
      const [unknown] = rest.filter((word) => word !== '--json');
      return unknown === undefined ? { name, json: rest.includes('--json') } : `${name} knows no ${unknown}`;
    }
    case 'down':
      return rest.length === 0 ? { name } : 'down takes no arguments';
    case 'help':
    case '--help':
    case undefined:
      return { name: 'help' };
    case 'shell':
    case 'exec':
      return parsePlace(name, rest);
    default:
      return `there is no command ${name}`;
  }
}

function parsePlace(name: 'shell' | 'exec', [place, ...rest]: readonly string[]): Command | string {
  if (!isPlace(place)) return `${name} wants one of ${placeNames.join(', ')}`;
  if (name === 'shell') return rest.length === 0 ? { name, place } : 'shell takes only a node';
  // npm takes the first -- for itself, so the one that this program documents may be gone.
  const argv = rest[0] === '--' ? rest.slice(1) : rest;
  return argv.length > 0 ? { name, place, argv: [...argv] } : 'exec wants a command after --';
}

function isPlace(word: string | undefined): word is PlaceName {
  return (placeNames as readonly (string | undefined)[]).includes(word);
}
