/** What an error says, for a log. */
export function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
