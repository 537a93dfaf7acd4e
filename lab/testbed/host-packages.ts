import { fail } from '../../protocol/contract/problem.ts';
import { hostPackages } from './plan.ts';
import { run, runOk } from './run.ts';

/** The wanted packages that `dpkg-query -W -f '${Package} ${db:Status-Status}\n'` does not show as installed. */
export function missingPackages(wanted: readonly string[], queried: string): string[] {
  const installed = new Set(
    queried.split('\n').flatMap((line) => {
      const [name, status] = line.split(' ');
      return name !== undefined && status === 'installed' ? [name] : [];
    }),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** What the lab itself needs. */
export function ensureHostPackages(
  onProgress: (message: string) => void,
  signal?: AbortSignal,
): Promise<string[]> {
  return ensurePackages(Object.keys(hostPackages), onProgress, signal);
}

/**
 * Installs the Debian packages that the machine lacks and gives their names.
 * Throws practice.unsupported where there is no dpkg, CommandError where apt fails.
 */
export async function ensurePackages(
  wanted: readonly string[],
  onProgress: (message: string) => void,
  signal?: AbortSignal,
): Promise<string[]> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills these in.
  const query = ['dpkg-query', '--show', '--showformat=${Package} ${db:Status-Status}\n', ...wanted];
  const { stdout } = await run(query).catch((error: unknown) => {
    throw fail('practice.unsupported', { detail: 'it is not a Debian system' }, error);
  });
  const missing = missingPackages(wanted, stdout);
  if (missing.length === 0) return [];
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    onLine(line: string) {
      if (/^(Unpacking|Setting up) /.test(line)) onProgress(line);
    },
    ...(signal === undefined ? {} : { signal }),
  };
  await runOk(['apt-get', 'update', '--quiet'], options);
  // A package that only fits by pushing out another one of the machine is refused, not installed.
  const careful = ['--yes', '--no-install-recommends', '--no-remove'];
  await runOk(['apt-get', 'install', '--quiet', ...careful, ...missing], options);
  return missing;
}
