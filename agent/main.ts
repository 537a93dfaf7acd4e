import { EXIT_FAILED, EXIT_USAGE } from './exit-status.ts';
import { agentVersion } from './version.ts';

/** One binary, several roles. Each role is loaded only when it is played. */
type Role = (args: string[]) => Promise<number>;

const roles: Record<string, () => Promise<Role>> = {
  run: async () => (await import('./run/run.ts')).run,
  ctl: async () => (await import('./ctl/ctl.ts')).ctl,
  sniff: async () => (await import('./sniff/sniff.ts')).sniff,
  probe: async () => (await import('./probe/probe.ts')).probe,
};

const usage = `Usage: tandem-agent ROLE …
  run --config FILE [--socket PATH] [--state-dir DIR]    be a VRRP router
  ctl [--socket PATH]                                    relay stdin and stdout to the running agent
  sniff --interface IF [--filter vrrp,arp,icmp]          stream frames to the parent process
  probe arp --interface IF --address IP [--source IP] [--interval MS] [--count N]
  probe nd --interface IF --address IPV6 [--interval MS] [--count N]
  probe sweep --interface IF --source IP --from IP --to IP [--rounds N] [--interval MS]
  probe icmp --address IP [--interval MS] [--count N]
  probe tcp --address IP [--port N] [--interval MS] [--timeout MS] [--count N]
  version
`;

async function main(): Promise<number> {
  const [name = '', ...args] = process.argv.slice(2);
  if (name === 'version') {
    process.stdout.write(`${agentVersion}\n`);
    return 0;
  }
  const load = Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (load === undefined) {
    process.stderr.write(usage);
    return EXIT_USAGE;
  }
  const role = await load();
  try {
    return await role(args);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    process.stderr.write(`${error.message}\n${usage}`);
    return EXIT_USAGE;
  }
}

/** What node:util's parseArgs and our own argument checks throw. */
function isUsageError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_PARSE_ARGS') || error.name === 'UsageError';
}

main().then(
  // Everything that was written is flushed by then: roles wait for their output.
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(EXIT_FAILED);
  },
);
