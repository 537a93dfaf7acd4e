import { expect, it } from 'vitest';
import { connectionProblem } from './connection-problem.ts';

const target = { host: 'web-1', port: 22, user: 'root' };

it.each([
  [{ code: 'ENOTFOUND' }, 'host.name-unknown'],
  [{ code: 'EAI_AGAIN' }, 'host.name-unknown'],
  [{ code: 'ECONNREFUSED' }, 'host.port-closed'],
  [{ code: 'ETIMEDOUT' }, 'host.timed-out'],
  [{ level: 'client-timeout' }, 'host.timed-out'],
  [{ level: 'client-authentication' }, 'host.auth-failed'],
  [{ code: 'EHOSTUNREACH' }, 'host.unreachable'],
])('says of %o that it is %s', (facts, code) => {
  const { problem } = connectionProblem(Object.assign(new Error('x'), facts), target);
  expect(problem.code).toBe(code);
  expect(problem.message).toContain('web-1');
});
