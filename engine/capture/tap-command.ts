import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeProblem, type Problem } from '../../protocol/contract/problem.ts';

/** How this machine runs the local tap, and why not where it cannot. */
export interface TapCommand {
  /** Program and leading arguments; a role and its options follow. */
  argv: readonly string[];
  /** Null when capturing is allowed. */
  refusal: Problem | null;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * In a checkout the agent's sources are run by this very Node; installed, `TANDEM_TAP` names the packaged binary,
 * which carries cap_net_raw alone, so that nothing else needs a privilege.
 */
export function findTap(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, uid: number | null): TapCommand {
  const installed = env.TANDEM_TAP;
  const main = join(root, 'agent', 'main.ts');
  const argv = installed && existsSync(installed) ? [installed] : [process.execPath, main];
  return { argv, refusal: refusalOf(platform, uid, installed !== undefined) };
}

function refusalOf(platform: NodeJS.Platform, uid: number | null, isInstalled: boolean): Problem | null {
  if (platform !== 'linux')
    return makeProblem('capture.unsupported', { detail: `${platform} has no AF_PACKET` });
  if (uid === 0 || isInstalled) return null;
  return makeProblem('capture.not-permitted', { fix: 'sudo npm start' });
}
