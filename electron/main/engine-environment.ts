import { join } from 'node:path';

export interface Installation {
  isPackaged: boolean;
  /** Electron's process.resourcesPath. */
  resources: string;
  platform: NodeJS.Platform;
}

/**
 * Where the engine finds what it pushes and what it runs. Installed, that is beside the app and nothing in the
 * environment can name another; in a checkout the engine's own defaults hold.
 */
export function engineEnvironment(env: NodeJS.ProcessEnv, installation: Installation): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _asNode, NODE_OPTIONS: _options, ...rest } = env;
  if (!installation.isPackaged) return rest;
  const { TANDEM_TAP: _tap, TANDEM_NODE: _node, ...installed } = rest;
  const archives = join(installation.resources, 'agent');
  return {
    ...installed,
    TANDEM_AGENT_ARCHIVES: archives,
    ...(installation.platform === 'linux'
      ? { TANDEM_TAP: join(installation.resources, 'tap', 'tandem-tap') }
      : {}),
  };
}
