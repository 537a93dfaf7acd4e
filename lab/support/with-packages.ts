import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeExec } from '../testbed/index.ts';
import { type Fetched, installOnNode, tryFetch } from './guest-packages.ts';

/** A test that wants the packages; `missing` may find one more reason not to run it. */
type PackageTest = (name: string, run: () => Promise<void>, missing?: () => Promise<string | null>) => void;

/**
 * Tests with Debian packages on node-b that the nodes do not have. They are taken off again without a trace, and not run
 * where apt of this machine cannot get them.
 */
export function describeWith(names: readonly string[], tests: (testWith: PackageTest) => void): void {
  describe(`with ${names.join(', ')}`, () => {
    let fetched: Fetched;
    let takeOff: (() => Promise<string[]>) | undefined;
    beforeAll(async () => {
      fetched = await tryFetch(names);
      if (fetched.folder) takeOff = await installOnNode('node-b', fetched.folder, names);
    });
    afterAll(async () => {
      expect((await takeOff?.()) ?? []).toEqual([]);
    });
    tests((name, run, missing) =>
      test(name, async ({ skip }) => {
        const reason = fetched.reason ?? (await missing?.()) ?? null;
        if (reason !== null) skip(`not run: ${reason}`);
        await run();
      }),
    );
  });
}

/** Does on node-b what a hint says, in its own words: the part of it that the pattern names. */
export async function doAsHinted(hint: string, command: RegExp): Promise<void> {
  const said = command.exec(hint)?.[0];
  if (said === undefined) throw new Error(`the hint does not say ${command}: ${hint}`);
  const { status, stderr } = await nodeExec('node-b', ['sh', '-c', said]);
  if (status !== 0) throw new Error(`${said}: ${stderr}`);
}

export const writeFile = (file: string, text: string): string[] => [
  ...['sh', '-c', 'printf "%s" "$1" > "$2"', 'sh'],
  text,
  file,
];

/** Waits until a node holds an address, for at most 20 s. */
export const untilHeld = (address: string): string[] => [
  ...['timeout', '20', 'sh', '-c', 'until ip -o address show | grep -q "$1"; do sleep 0.1; done', 'sh'],
  ` ${address}/`,
];
