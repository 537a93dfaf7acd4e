/** One JSON object a line on stdout, for the journal and for whoever reads it with a program. */
export type LogFields = Record<string, string | number | boolean | null>;

export type Log = (event: string, fields?: LogFields) => void;

export function makeLog(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  return (event, fields = {}) =>
    write(`${JSON.stringify({ time: now().toISOString(), event, ...fields })}\n`);
}
