/**
 * SSH's exec request carries one string for the user's shell (RFC 4254, 6.5). This is the only place that builds one:
 * every argument becomes one single-quoted word, so that no text of a user is ever read as shell.
 */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map((argument) => `'${argument.replaceAll("'", `'\\''`)}'`).join(' ');
}
