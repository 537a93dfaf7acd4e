import { accessSync, constants } from 'node:fs';
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
 * Installed, `TANDEM_TAP` names the packaged binary, which carries cap_net_raw alone, so that nothing else needs a
 * privilege. In a checkout the agent's sources are run by Node: this very one, or `TANDEM_NODE` where the engine runs
 * inside Electron, whose own program is not a Node.
 */
export function findTap(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, uid: number | null): TapCommand {
  const installed = env.TANDEM_TAP;
  const argv = installed
    ? [installed]
    : [env.TANDEM_NODE ?? process.execPath, join(root, 'agent', 'main.ts')];
  if (platform !== 'linux')
    return { argv, refusal: makeProblem('capture.unsupported', { detail: `${platform} has no AF_PACKET` }) };
  if (installed ? isExecutable(installed) : uid === 0) return { argv, refusal: null };
  const fix = installed ? 'sudo usermod -aG tandem $USER' : 'sudo npm start';
  return { argv, refusal: makeProblem('capture.not-permitted', { fix }) };
}

/** The package gives the tap to the group `tandem` alone. */
function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
