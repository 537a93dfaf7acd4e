import { fail, type ProblemError } from '../../protocol/contract/problem.ts';

interface ConnectionError extends Error {
  code?: string;
  level?: string;
}

/** Words what ssh2 and the socket below it report while a connection is made. */
export function connectionProblem(
  error: ConnectionError,
  target: { host: string; port: number; user: string },
): ProblemError {
  const { host, port, user } = target;
  // getaddrinfo(3) knows no such name, or could not ask.
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return fail('host.name-unknown', { host }, error);
  if (error.code === 'ECONNREFUSED') return fail('host.port-closed', { host, port }, error);
  if (error.code === 'ETIMEDOUT' || error.level === 'client-timeout')
    return fail('host.timed-out', { host, seconds: 8 }, error);
  if (error.level === 'client-authentication') return fail('host.auth-failed', { host, user }, error);
  return fail('host.unreachable', { host }, error);
}
