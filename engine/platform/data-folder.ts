import { homedir } from 'node:os';
import { join } from 'node:path';
import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import { makeFolder } from './make-folder.ts';

/** The platform's folder for application data: XDG on Linux, its counterparts elsewhere. */
export function defaultDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Tandem');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Tandem');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'tandem');
}

/**
 * Creates the folder, for its owner alone, and opens what is in it. Throws data.unusable where either cannot be done.
 * @param open is given the folder's path
 */
export function openDataFolder<T>(folder: string, open: (folder: string) => T): T {
  try {
    makeFolder(folder, 0o700);
    return open(folder);
  } catch (error) {
    throw error instanceof ProblemError ? error : fail('data.unusable', { folder }, error);
  }
}
