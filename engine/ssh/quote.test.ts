import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteArgv } from './quote.ts';

it('gives a shell back exactly the arguments it was given, whatever they hold', () => {
  const argument = fc.string({ unit: 'binary' }).filter((text) => !/[\0\ud800-\udfff]/.test(text));
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 4 }), (argv) => {
      const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${quoteArgv(argv)}`], { encoding: 'utf8' });
      expect(stdout.split('\0').slice(0, -1)).toEqual(argv);
    }),
    { numRuns: 60 },
  );
});
