import { afterEach, expect, it, vi } from 'vitest';
import { main } from './command-line.ts';
import { exitStatus } from './exit-status.ts';

afterEach(() => vi.restoreAllMocks());

/** What a wrong command line is answered with. */
async function complaintOf(...argv: string[]): Promise<string> {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
  expect(await main(argv)).toBe(exitStatus.usage);
  return said;
}

it('says what is wrong, whole where it is ours, and where to read on', async () => {
  const extra = await complaintOf('decode', 'a.pcap', 'b. c');
  expect(extra).toBe('tandem decode: there is nothing to do with “b. c”\nSee: tandem decode --help\n');
  expect(await complaintOf('deploy', '--bogus')).toBe(
    "tandem deploy: Unknown option '--bogus'\nSee: tandem deploy --help\n",
  );
  expect(await complaintOf('constructor')).toBe(
    'tandem: there is no command constructor\nSee: tandem --help\n',
  );
});
