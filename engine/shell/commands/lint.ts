import { readFileSync } from 'node:fs';
import { type Finding, wordFinding } from '../../../protocol/findings/finding.ts';
import { lintConfs, lintLab } from '../../../protocol/findings/lint.ts';
import { type Command, exitStatus, readLabFile, required, UsageError } from '../command.ts';
import { visibleField } from '../terminal.ts';
import { readConfFile } from './keepalived.ts';

/** Lint of labs, or of the two keepalived.conf files of a pair. */
export const lint: Command = async (context) => {
  const [first, second, ...more] = [required(context, 0, 'LAB or A.conf'), ...context.args.slice(1)];
  let found: Finding[];
  if (isLab(first)) found = context.args.flatMap(labFindings);
  else if (second === undefined || more.length > 0)
    throw new UsageError('a pair has two configurations: A.conf B.conf');
  else
    found = lintConfs([
      { name: first, conf: readConfFile(first) },
      { name: second, conf: readConfFile(second) },
    ]);
  const findings = found.map((one) => {
    const { code, severity, where } = one;
    return { code, severity, where, ...wordFinding(one, 'en') };
  });
  const text = findings
    .map(({ severity, where, message, hint, code }) =>
      visibleField(`${where}: ${severity} ${code}: ${message} ${hint}`),
    )
    .join('\n');
  context.print({ findings }, text || 'nothing found');
  const hasError = findings.some(({ severity }) => severity === 'error');
  return hasError ? exitStatus.expectationFailed : exitStatus.done;
};

function labFindings(file: string): Finding[] {
  const { lab, where } = readLabFile(file);
  return lintLab(lab).map((one) => ({ ...one, where: `${where(one.where)}: ${one.where}` }));
}

/** A lab is JSON; no keyword of keepalived starts with a brace. */
function isLab(file: string): boolean {
  if (file.endsWith('.json')) return true;
  try {
    return readFileSync(file, 'utf8').trimStart().startsWith('{');
  } catch {
    return false;
  }
}
