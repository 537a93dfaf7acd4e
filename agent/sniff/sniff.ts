import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail, type Problem, ProblemError, toProblem } from '../../protocol/contract/problem.ts';
import { nowNs } from '../clock.ts';
import { EXIT_DONE, EXIT_PROBLEM } from '../exit-status.ts';
import { UsageError } from '../usage.ts';
import { agentVersion } from '../version.ts';
import { type FilterName, filterNames } from './filter.ts';
import { Outlet } from './outlet.ts';
import type { FrameSource } from './source.ts';

const DROPS_EVERY_MS = 1000;

/**
 * Streams frames to the parent as tap records (protocol/control/tap-stream.ts) until stdin closes, SIGTERM or
 * SIGINT comes, or the capture ends by itself.
 */
export async function sniff(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { interface: { type: 'string' }, filter: { type: 'string', default: filterNames.join(',') } },
  });
  const interfaceName = values.interface;
  if (interfaceName === undefined) throw new UsageError('--interface is missing');
  const filters = filterList(values.filter);
  const outlet = new Outlet(process.stdout);

  let source: FrameSource;
  try {
    source = await openSource(interfaceName, filters);
  } catch (error) {
    outlet.write({ type: 'problem', problem: toProblem(error) });
    await outlet.end();
    return EXIT_PROBLEM;
  }
  const { capture, linkType } = source;
  const hello = { version: agentVersion, interface: interfaceName, linkType, nowNs: `${nowNs()}`, capture };
  outlet.write({ type: 'hello', hello });

  const problem = await stream(source, outlet, interfaceName);
  source.close();
  if (problem) outlet.write({ type: 'problem', problem });
  await outlet.end();
  return problem ? EXIT_PROBLEM : EXIT_DONE;
}

function filterList(text: string): FilterName[] {
  return text
    .split(',')
    .filter((part) => part !== '' && part !== 'all')
    .map((part) => {
      const name = filterNames.find((known) => known === part);
      if (name === undefined) throw new UsageError(`--filter takes ${filterNames.join(', ')} or all`);
      return name;
    });
}

/** Resolves when the parent wants no more, or with why there is no more. */
function stream(source: FrameSource, outlet: Outlet, interfaceName: string): Promise<Problem | undefined> {
  return new Promise((resolve) => {
    source.start({
      frame(bytes, originalLength, tsNs) {
        outlet.write({ type: 'frame', frame: { tsNs, originalLength, bytes } });
      },
      ended(cause) {
        resolve(fail('capture.ended', { interface: interfaceName }, cause).problem);
      },
    });
    let told = { kernel: 0, pipe: 0 };
    setInterval(() => {
      const drops = { kernel: source.kernelDrops(), pipe: outlet.dropped };
      if (drops.kernel === told.kernel && drops.pipe === told.pipe) return;
      told = drops;
      outlet.write({ type: 'drops', drops });
    }, DROPS_EVERY_MS);
    const done = () => resolve(undefined);
    process.stdin.on('end', done).on('close', done).on('error', done).resume();
    process.stdout.on('error', done);
    process.on('SIGTERM', done).on('SIGINT', done);
  });
}

/** AF_PACKET; raw-socket where the native library cannot be loaded. @throws ProblemError */
async function openSource(interfaceName: string, filters: FilterName[]): Promise<FrameSource> {
  const packet = await import('./packet-source.ts').catch(() => undefined);
  try {
    if (packet) return packet.openPacketSource(interfaceName, filters);
    const { openRawSource } = await import('./raw-source.ts');
    return openRawSource(interfaceName, filters);
  } catch (error) {
    throw captureProblem(error, interfaceName);
  }
}

function captureProblem(error: unknown, interfaceName: string): ProblemError {
  if (error instanceof ProblemError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/EPERM|EACCES|not permitted/i.test(text))
    return fail('capture.not-permitted', { fix: `setcap cap_net_raw+ep ${process.execPath}` }, error);
  if (/ENODEV|No such device|ENOENT/i.test(text)) {
    const available = readdirSync('/sys/class/net').join(', ');
    return fail('capture.interface-missing', { interface: interfaceName, available }, error);
  }
  return fail('capture.unsupported', { detail: text }, error);
}
