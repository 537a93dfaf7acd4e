import { describe, expect, it } from 'vitest';
import { checkSchema } from './checks.ts';
import { nameChecks, sharedName } from './name-checks.ts';

const checks = (...inputs: object[]) => inputs.map((input) => checkSchema.parse(input));

describe('nameChecks', () => {
  it('keeps names and makes missing ones from the kind and the place', () => {
    const list = checks(
      { kind: 'tcp', port: 80 },
      { kind: 'process', process: 'nginx', name: 'web' },
      { kind: 'tcp', port: 443 },
    );
    expect(nameChecks(list).map(({ name }) => name)).toEqual(['tcp-1', 'web', 'tcp-3']);
    expect(sharedName(list)).toBeNull();
  });

  it('finds a name that two have, a made one too', () => {
    const list = checks({ kind: 'process', process: 'nginx', name: 'tcp-2' }, { kind: 'tcp', port: 80 });
    expect(sharedName(list)).toBe('tcp-2');
  });
});
