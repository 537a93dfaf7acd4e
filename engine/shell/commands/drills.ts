import { type DrillReport, drillKindSchema } from '../../../protocol/contract/drills.ts';
import { type Phrase, wordPhrase } from '../../../protocol/contract/phrase.ts';
import { fail } from '../../../protocol/contract/problem.ts';
import { type Command, exitStatus, loadLab, positiveNumber, required } from '../command.ts';
import { followTask } from './deploy.ts';

export const drill: Command = async (context) => {
  const { client, options, print, say } = context;
  if (options.list) {
    print(drillKindSchema.options, drillKindSchema.options.join('\n'));
    return exitStatus.done;
  }
  const parsed = drillKindSchema.safeParse(required(context, 0, 'KIND'));
  if (!parsed.success)
    throw fail('drill.unknown', { kind: context.args[0] ?? '', known: drillKindSchema.options.join(', ') });
  const wanted = loadLab(context, 1);
  const repeat = positiveNumber(options.repeat, '--repeat') ?? 1;
  let isPass = true;
  for (let run = 0; run < repeat && !context.signal.aborted; run++) {
    const { taskId } = await client.call('drills.start', { ...wanted, kind: parsed.data });
    await followTask(context, taskId, (event) => {
      if (event.type === 'step') say(`${event.node}: ${event.step} ${event.state}`);
    });
    const [report] = await client.call('reports.list', { lab: wanted.lab });
    if (!report) throw fail('report.not-found', { id: taskId });
    print(plainReport(report), describeReport(report));
    isPass &&= report.verdict === 'pass';
  }
  return isPass ? exitStatus.done : exitStatus.expectationFailed;
};

export const halt: Command = async (context) => {
  const result = await context.client.call('drills.halt', loadLab(context, 0));
  context.print(result, `Reverted: ${result.reverted.join(', ') || 'nothing was armed'}`);
  return exitStatus.done;
};

export const reports: Command = async ({ client, args, print }) => {
  const [id] = args;
  if (id !== undefined) {
    const report = await client.call('reports.get', { id });
    print(plainReport(report), describeReport(report));
    return exitStatus.done;
  }
  const list = await client.call('reports.list', {});
  const line = (report: DrillReport) =>
    [
      report.id,
      report.startedAt,
      report.lab,
      report.kind,
      report.verdict,
      `${report.measured.outageMs.icmp} ms`,
    ].join('\t');
  print(list.map(plainReport), list.map(line).join('\n'));
  return exitStatus.done;
};

const english = (words: Phrase) => wordPhrase(words, 'en');

/** The report as scripts read it: phrases are English text there. */
function plainReport(report: DrillReport) {
  const { hypothesis, predicted, reasons } = report;
  return {
    ...report,
    hypothesis: english(hypothesis),
    predicted: { ...predicted, basis: english(predicted.basis) },
    reasons: reasons.map(english),
  };
}

function describeReport(report: DrillReport): string {
  const { measured, predicted, guard } = report;
  const value = (ms: number | null) => (ms === null ? 'not measured' : `${ms} ms`);
  return [
    `${report.verdict.toUpperCase()}  ${report.kind} on ${report.target} (report ${report.id})`,
    `outage     ICMP ${value(measured.outageMs.icmp)} (± ${measured.probeStepMs} ms), HTTP ${value(measured.outageMs.http)}`,
    `predicted  ${predicted.minMs.toFixed(1)} to ${predicted.maxMs.toFixed(1)} ms: ${english(predicted.basis)}`,
    `takeover   ${value(measured.takeoverMs)} after the injection; gratuitous ARP ${value(measured.arpMs)} later`,
    `put back   by ${guard.revertedBy} in ${value(guard.revertMs)}; ${report.residue.length} differences`,
    ...report.reasons.map((reason) => `!  ${english(reason)}`),
  ].join('\n');
}
