import { readFileSync } from 'node:fs';
import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import type { AgentConfig, AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import { lineOfPath } from '../../protocol/lab/json-place.ts';
import { routerKey } from './config-change.ts';

/** Where in a configuration something is wrong: from the field of a router to the file and its line. */

/** Does `work` for one virtual router; a complaint about one of its fields says which router it is. */
export function atRouter<Result>(
  { virtualRouters }: AgentConfig,
  router: AgentRouterConfig,
  work: () => Result,
): Result {
  try {
    return work();
  } catch (error) {
    const key = routerKey(router);
    const place = virtualRouters.findIndex((each) => routerKey(each) === key);
    throw withPath(error, (path) => `virtualRouters.${place}.${path}`);
  }
}

/** The same complaint, with its file and line where it is about a field of the configuration. */
export function inFile(error: unknown, file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return error;
  }
  return withPath(error, (path) => {
    if (!/^(virtualRouters|checks)\b/.test(path)) return path;
    return placeOf(path.split('.'), text, file);
  });
}

/** A field with its file and line, as compilers write it. */
export function placeOf(path: readonly PropertyKey[], text: string, file: string): string {
  const place = `${file}:${lineOfPath(text, path)}`;
  return path.length === 0 ? place : `${place}: ${path.join('.')}`;
}

/** The same complaint with another path; what has none stays as it is. */
export function withPath(error: unknown, change: (path: string) => string): unknown {
  if (!(error instanceof ProblemError)) return error;
  const { code, params, cause } = error.problem;
  if (params.path === undefined) return error;
  return fail(code, { ...params, path: change(String(params.path)) }, cause);
}
