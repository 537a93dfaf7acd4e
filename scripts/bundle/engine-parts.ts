import { basename } from 'node:path';
import type { Plugin } from 'rolldown';

/** What every bundle with the engine in it needs: the one in Electron's utility process, and the command line's. */

/**
 * ssh2's native parts are optional: it does the same in JavaScript, and they would be built for another Node. Each is "not
 * installed", which is the case that its package is written for.
 */
export const withoutNativeParts: Plugin = {
  name: 'without-native-parts',
  resolveId: (id) => (id.endsWith('.node') || id === 'cpu-features' ? `\0absent:${basename(id)}` : null),
  load: (id) =>
    id.startsWith('\0absent:')
      ? { code: `throw new Error('not part of this build');`, moduleType: 'js', moduleSideEffects: true }
      : null,
};

/** ssh2's agents for Node's http are not used, and http brings undici along: a fifth of the command line's start. */
export const withoutHttpAgents: Plugin = {
  name: 'without-http-agents',
  load: (id) => (/\/ssh2\/lib\/http-agents\.js$/.test(id) ? 'module.exports = {};' : null),
};

/** ssh2's WebAssembly loader is CommonJS and names its folder, which an ES module has under another name. */
export const folderName = { __dirname: 'import.meta.dirname' };
