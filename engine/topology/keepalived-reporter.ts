import { createInterface } from 'node:readline';
import { readReport, reportScript } from '../keepalived/report.ts';
import { readSetup } from '../keepalived/setup.ts';
import { keepalivedStatus } from '../keepalived/status.ts';
import type { Host } from '../ssh/host.ts';
import type { Reporter } from './reporter.ts';

/** As often as our agent says that it is alive. */
const askMs = 1000;
/** The configuration may change under a keepalived that is not ours. */
const setupEvery = 10;

/** keepalived is asked once a second, read-only: systemd, the kernel's addresses and the journal. */
export const keepalivedReporter: Reporter = {
  follow: async ({ host, lab, node }, onEvent, signal) => {
    let setup = await readSetup(host);
    if (!setup) return false;
    const command = await host.start(['sh', '-c', reportScript]);
    command.stderr.resume();
    let reports = 0;
    let lines: string[] = [];
    createInterface({ input: command.stdout }).on('line', (line) => {
      if (line !== 'end=') lines.push(line);
      else if (setup) {
        onEvent({ kind: 'alive', status: keepalivedStatus(lab, node, setup, readReport(lines)) });
        lines = [];
        reports++;
        if (reports % setupEvery === 0) void readAgain();
      }
    });
    const readAgain = async () => {
      setup = await readSetup(host).catch(() => setup);
    };
    const ask = () => command.stdin.write('\n');
    ask();
    const timer = setInterval(ask, askMs);
    const stop = () => command.close();
    signal.addEventListener('abort', stop, { once: true });
    await command.ended;
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
    return reports > 0;
  },
  reasonForSilence: async (host: Host) => ((await readSetup(host)) ? 'lost' : 'not-deployed'),
};
