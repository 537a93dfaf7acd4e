import { readFileSync } from 'node:fs';
import { fail } from '../../protocol/contract/problem.ts';
import { type AgentConfig, agentConfigSchema } from '../../protocol/control/agent-config.ts';

/** @throws ProblemError agent.config-invalid, naming the field */
export function readConfig(file: string): AgentConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fail('agent.config-invalid', { path: file, detail: 'the file cannot be read' }, error);
  }
  return parseConfig(text, file);
}

/** @throws ProblemError agent.config-invalid, naming the field */
export function parseConfig(text: string, file: string): AgentConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw fail('agent.config-invalid', { path: file, detail: 'it is not JSON' }, error);
  }
  const parsed = agentConfigSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(issue?.path.join('.') ?? '', issue?.message ?? 'it does not fit');
  }
  checkRouters(parsed.data);
  return parsed.data;
}

function invalid(path: string, detail: string) {
  return fail('agent.config-invalid', { path, detail });
}

/** What the fields do not say one by one. */
function checkRouters(config: AgentConfig): void {
  const seen = new Set<string>();
  for (const [index, router] of config.virtualRouters.entries()) {
    const path = `virtualRouters.${index}`;
    const key = `${router.interface}/${router.vrid}`;
    if (seen.has(key)) throw invalid(`${path}.vrid`, `VRID ${router.vrid} is twice on ${router.interface}`);
    seen.add(key);
    const { version, advertIntervalMs: interval } = router;
    if (version === 2 && interval % 1000 !== 0)
      throw invalid(`${path}.advertIntervalMs`, 'VRRP v2 takes whole seconds');
    if (version === 3 && (interval % 10 !== 0 || interval > 40_950))
      throw invalid(`${path}.advertIntervalMs`, 'VRRP v3 takes 10 to 40950 ms in steps of 10');
  }
}
