import { parseArgs } from 'node:util';
import { fail, type Problem, ProblemError, toProblem } from '../../protocol/contract/problem.ts';
import { EXIT_DONE, EXIT_PROBLEM } from '../exit-status.ts';
import { address, addressRange, anyAddress, required, UsageError, wholeNumber } from '../usage.ts';
import { LineOutput } from './line-output.ts';

const MAX_COUNT = 1_000_000;

/**
 * Measures from a client's side; JSON lines of protocol/control/probe-messages.ts until the count is reached or, without
 * one, stdin closes: who asks for three probes may have nothing more to say.
 */
export async function probe(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      interface: { type: 'string' },
      address: { type: 'string' },
      source: { type: 'string', default: '0.0.0.0' },
      interval: { type: 'string' },
      count: { type: 'string' },
      port: { type: 'string' },
      timeout: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const count = wholeNumber(values.count, 'count', { min: 1, max: MAX_COUNT, fallback: 0 });
  const output = new LineOutput(process.stdout);
  const problem = await untilDone(count === 0, async (finished) => {
    if (positionals[0] === 'sweep') {
      const { sweepArp } = await import('./sweep.ts');
      const rounds = wholeNumber(values.rounds, 'rounds', { min: 1, max: 20, fallback: 4 });
      const roundMs = wholeNumber(values.interval, 'interval', { min: 10, max: 10_000, fallback: 60 });
      const source = address(values.source, 'source');
      const addresses = addressRange(required(values.from, 'from'), required(values.to, 'to'));
      const options = {
        interface: required(values.interface, 'interface'),
        source,
        addresses,
        rounds,
        roundMs,
      };
      return sweepArp(options, (line) => output.write(line), finished);
    }
    if (positionals[0] === 'icmp') {
      const { probeIcmp } = await import('./icmp.ts');
      const target = anyAddress(required(values.address, 'address'), 'address');
      const intervalMs = wholeNumber(values.interval, 'interval', { min: 2, max: 60_000, fallback: 10 });
      return probeIcmp({ address: target, intervalMs, count }, (line) => output.write(line), finished);
    }
    if (positionals[0] === 'arp' || positionals[0] === 'nd') {
      const { probeWhoHas } = await import('./who-has.ts');
      const intervalMs = wholeNumber(values.interval, 'interval', { min: 10, max: 60_000, fallback: 1000 });
      const source = address(values.source, 'source');
      const name = required(values.interface, 'interface');
      const target = required(values.address, 'address');
      const question = await questionAbout(positionals[0], name, source, target);
      return probeWhoHas({ ...question, intervalMs, count }, (line) => output.write(line), finished);
    }
    const target = address(required(values.address, 'address'), 'address');
    if (positionals[0] === 'tcp') {
      const intervalMs = wholeNumber(values.interval, 'interval', { min: 2, max: 60_000, fallback: 10 });
      const { probeTcp } = await import('./tcp.ts');
      const port = wholeNumber(values.port, 'port', { min: 1, max: 65_535, fallback: 80 });
      const timeoutMs = wholeNumber(values.timeout, 'timeout', { min: 1, max: 900, fallback: 500 });
      const options = { address: target, port, intervalMs, timeoutMs, count };
      return probeTcp(options, (line) => output.write(line), finished);
    }
    throw new UsageError('probe what? arp, nd, icmp, tcp or sweep');
  });
  if (problem) output.write({ kind: 'problem', problem });
  await output.end();
  return problem ? EXIT_PROBLEM : EXIT_DONE;
}

/** @throws ProblemError capture.interface-missing, agent.interface-unready where it has no address to ask from */
async function questionAbout(kind: 'arp' | 'nd', name: string, source: string, target: string) {
  const { arpQuestion, neighbourQuestion } = await import('./questions.ts');
  const { findLink, findLinkLocal } = await import('./find-link.ts');
  const { index, mac } = findLink(name);
  if (kind === 'arp') return { index, question: arpQuestion(mac, source, address(target, 'address')) };
  const asked = anyAddress(target, 'address');
  if (!asked.includes(':')) throw new UsageError('--address of nd takes an IPv6 address');
  return { index, question: neighbourQuestion(mac, findLinkLocal(name, index), asked) };
}

/** Runs a probe until it finishes, the parent goes away or a signal comes; resolves with what kept it from starting. */
async function untilDone(
  endsWithInput: boolean,
  start: (finished: () => void) => Promise<{ stop(): void }>,
): Promise<Problem | undefined> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let running: { stop(): void };
  try {
    running = await start(resolve);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return startProblem(error);
  }
  if (endsWithInput) process.stdin.on('end', resolve).on('close', resolve).on('error', resolve).resume();
  process.stdout.on('error', resolve);
  process.on('SIGTERM', resolve).on('SIGINT', resolve);
  await promise;
  running.stop();
  return undefined;
}

function startProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const text = error instanceof Error ? error.message : String(error);
  if (/EPERM|EACCES|not permitted/i.test(text))
    return fail('capture.not-permitted', { fix: `setcap cap_net_raw+ep ${process.execPath}` }, error).problem;
  return toProblem(error);
}
