import type { Account } from './command/account.ts';
import { type CommandOutcome, outcomeText, runCommand } from './command/run-command.ts';
import { abortResult, bad, good, type Probe } from './probe.ts';

/** Of a script's output, what its last line may be. */
const KEEP_BYTES = 4096;
const MAX_LINE_LENGTH = 200;

export interface ScriptProbeOptions {
  command: readonly string[];
  account: Account;
}

/** Good when the program exits with 0. The detail is the last line that it wrote. */
export function scriptProbe(options: ScriptProbeOptions, run: typeof runCommand = runCommand): Probe {
  let present = false;
  return async (signal) => {
    if (signal.aborted) return abortResult(signal);
    // Killed but not gone: it hangs in the kernel, on a dead file server for example. A second one would hang too.
    if (present) return bad('the last run has not ended yet');
    present = true;
    const { outcome, ended } = run({ ...options, signal, keepBytes: KEEP_BYTES, killLeftovers: true });
    void ended.then(() => {
      present = false;
    });
    return result(await outcome);
  };
}

function result(outcome: CommandOutcome) {
  const line = lastLine(outcome.output);
  if (outcome.status === 0) return good(line === '' ? outcomeText(outcome) : line);
  return bad(line === '' ? outcomeText(outcome) : `${outcomeText(outcome)}: ${line}`);
}

/** Without control characters: it goes to logs and terminals. */
function lastLine(output: string): string {
  const lines = output.split('\n').map((line) => line.replaceAll(/\p{Cc}/gu, ' ').trim());
  const line = lines.findLast((candidate) => candidate !== '') ?? '';
  return line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}…` : line;
}
