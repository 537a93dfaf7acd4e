import type { PreflightCheck } from '../../../protocol/contract/preflight.ts';
import { fail } from '../../../protocol/contract/problem.ts';
import { type Command, exitStatus, loadLab, readStream } from '../command.ts';

const marks = { pass: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

/** Tells each check as it is done; what failed or is worth knowing comes with what to do. */
export const preflight: Command = async (context) => {
  const wanted = loadLab(context, 0);
  const checks: PreflightCheck[] = [];
  let ok = null as boolean | null;
  await readStream(context, 'preflight.run', wanted, (item) => {
    if (item.type === 'done') ok = item.ok;
    else {
      checks.push(item.check);
      if (!context.options.json) context.say(lineOf(item.check));
    }
    return item.type === 'done';
  });
  // Stopped in the middle it has found neither.
  if (ok === null) throw fail('request.cancelled');
  const found = checks.map(({ node, code, status, message, hint, fix }) => ({
    node,
    code,
    status,
    message,
    hint,
    fix,
  }));
  context.print({ ok, checks: found }, summary(ok, checks));
  return ok ? exitStatus.done : exitStatus.expectationFailed;
};

function lineOf({ node, code, status, message, hint }: PreflightCheck): string {
  const line = `${marks[status]}  ${node ?? 'lab'}: ${code}: ${message}`;
  return status === 'pass' || hint === '' ? line : `${line}\n      ${hint}`;
}

function summary(ok: boolean, checks: readonly PreflightCheck[]): string {
  const count = (status: PreflightCheck['status']) =>
    checks.filter((check) => check.status === status).length;
  const counts = `${checks.length} checks, ${count('warn')} to know about, ${count('fail')} failed`;
  return `${ok ? 'Ready to deploy' : 'Not ready to deploy'}: ${counts}.`;
}
