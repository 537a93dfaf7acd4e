import { expect, test } from 'vitest';
import type { PreflightCheck } from '../../protocol/contract/preflight.ts';
import { mergeChecks, worstFirst } from './merge-checks.ts';

const check = (node: string | null, code: PreflightCheck['code'], status: PreflightCheck['status']) => ({
  node,
  code,
  status,
  said: { code: 'lab.fits' as const, params: {} },
  message: '',
  hint: '',
  fix: null,
});

const short = (checks: PreflightCheck[]) =>
  checks.map(({ node, code, status }) => `${node} ${code} ${status}`);

test('a fixed check takes the place of the failed one, on its node alone', () => {
  const known = [check('a', 'service', 'warn'), check('b', 'service', 'warn'), check(null, 'lab', 'pass')];
  expect(short(mergeChecks(known, [check('b', 'service', 'pass')]))).toEqual([
    'a service warn',
    'b service pass',
    'null lab pass',
  ]);
  expect(mergeChecks(known, [check('a', 'disk', 'fail')])).toHaveLength(4);
});

test('what failed is read first', () => {
  const checks = [check('a', 'disk', 'pass'), check('a', 'clock', 'warn'), check('a', 'init', 'fail')];
  expect(short(worstFirst(checks))).toEqual(['a init fail', 'a clock warn', 'a disk pass']);
});
