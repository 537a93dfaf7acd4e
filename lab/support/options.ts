import { type ParseArgsConfig, parseArgs } from 'node:util';

const EXIT_USAGE = 2;

/**
 * The options of one of the lab's programs. `--help` prints how it is used, and what is not understood is named beside
 * that; both end the program.
 */
export function optionsOr<const Config extends ParseArgsConfig>(
  usage: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(EXIT_USAGE);
  }
}
