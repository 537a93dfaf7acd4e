import { expect, test } from 'vitest';
import type { PreflightCheck } from '../../protocol/contract/preflight.ts';
import { groupChecks, mergeChecks, worstFirst } from './merge-checks.ts';

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

test('the node with a failed check comes first, and nobody without checks comes at all', () => {
  const checks = [check(null, 'lab', 'pass'), check('a', 'disk', 'warn'), check('b', 'disk', 'fail')];
  expect(groupChecks(checks, [null, 'a', 'b', 'c']).map(({ node }) => node)).toEqual(['b', 'a', null]);
});
