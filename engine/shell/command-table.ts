import type { Command, Options } from './command.ts';
import { UsageError } from './exit-status.ts';

/** Everything that is known of a command before it is run: what it takes, what it does, and where it is. */
export interface CommandEntry {
  /** As it is written behind the command's name. */
  takes: string;
  does: string;
  /** How many arguments at most; how many at least each command says itself, by name. */
  atMost: number;
  options?: Partial<Record<keyof Options, OptionEntry>>;
  /** Each is loaded only when it is run. */
  load: () => Promise<Command>;
}

export interface OptionEntry {
  /** What its value is called; without one it is a flag. */
  value?: string;
  says: string;
  /** A flag that is on unless `--no-NAME` turns it off. */
  isOn?: true;
}

/** What every command takes. */
export const commonOptions: CommandEntry['options'] = {
  json: { says: 'one JSON document on standard output, or one object a line where a command streams' },
  data: { value: 'DIR', says: 'another data folder' },
};

export const commandTable: Readonly<Record<string, CommandEntry>> = {
  serve: {
    takes: '[--port N] [--no-open]',
    does: 'the full interface for a browser on this machine',
    atMost: 0,
    options: {
      port: { value: 'N', says: 'listen there, on loopback; without it on any free one' },
      open: { says: 'do not open a browser', isOn: true },
    },
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  interfaces: {
    takes: '',
    does: 'local interfaces, and whether capture is allowed there',
    atMost: 0,
    load: async () => (await import('./commands/hosts.ts')).interfaces,
  },
  discover: {
    takes: '[CIDR] [--interface IF] [--wide]',
    does: 'hosts on the segment, as they answer',
    atMost: 1,
    options: {
      interface: { value: 'IF', says: 'ask on this one; without it on the one that the range is on' },
      wide: { says: 'more than a /22' },
    },
    load: async () => (await import('./commands/hosts.ts')).discover,
  },
  trust: {
    takes: 'HOST[:PORT] [--accept SHA256:… [--replace]]',
    does: 'the host’s SSH keys; remember one',
    atMost: 1,
    options: {
      accept: { value: 'SHA256:…', says: 'remember the key of this fingerprint' },
      replace: { says: 'in the place of another one, which is forgotten' },
    },
    load: async () => (await import('./commands/hosts.ts')).trust,
  },
  inspect: {
    takes: '[USER@]HOST[:PORT] [--key FILE | --password-env NAME]',
    does: 'what the host is, runs and holds',
    atMost: 1,
    options: {
      key: { value: 'FILE', says: 'log in with this private key' },
      'password-env': { value: 'NAME', says: 'log in with the password in this environment variable' },
    },
    load: async () => (await import('./commands/inspect.ts')).inspect,
  },
  preflight: {
    takes: 'LAB',
    does: 'every check of both hosts and of the wire, before anything is changed',
    atMost: 1,
    load: async () => (await import('./commands/preflight.ts')).preflight,
  },
  plan: {
    takes: 'LAB',
    does: 'what deploy would do, in order, with file diffs',
    atMost: 1,
    load: async () => (await import('./commands/plan.ts')).plan,
  },
  deploy: {
    takes: 'LAB [--install-keepalived] [--replace-keepalived-conf] [--replace-lab]',
    does: 'push, configure, start, verify; rolls back on failure',
    atMost: 1,
    options: {
      'install-keepalived': {
        says: 'install keepalived with the host’s package manager where it is missing',
      },
      'replace-keepalived-conf': {
        says: 'put ours in the place of a keepalived.conf that somebody else wrote',
      },
      'replace-lab': { says: 'put this lab in the place of another one that a node serves' },
    },
    load: async () => (await import('./commands/deploy.ts')).deploy,
  },
  status: {
    takes: 'LAB',
    does: 'who owns what, according to whom',
    atMost: 1,
    load: async () => (await import('./commands/status.ts')).status,
  },
  switchover: {
    takes: 'LAB --vrid N --to NODE',
    does: 'planned hand-over without an outage',
    atMost: 1,
    options: {
      vrid: { value: 'N', says: 'of the virtual router, 1 to 255' },
      to: { value: 'NODE', says: 'the name of the node that is to own it' },
    },
    load: async () => (await import('./commands/switchover.ts')).switchover,
  },
  uninstall: {
    takes: 'LAB',
    does: 'remove everything that deploy put there, and prove it',
    atMost: 1,
    load: async () => (await import('./commands/deploy.ts')).uninstall,
  },
  sniff: {
    takes: '--interface IF [--seconds S] [--count N] [--write FILE]',
    does: 'live frames: VRRP, ARP, neighbour discovery, ICMP',
    atMost: 0,
    options: {
      interface: { value: 'IF', says: 'see tandem interfaces' },
      seconds: { value: 'S', says: 'end after so long' },
      count: { value: 'N', says: 'end after so many frames' },
      write: { value: 'FILE', says: 'keep them as pcapng' },
    },
    load: async () => (await import('./commands/sniff.ts')).sniff,
  },
  decode: {
    takes: 'FILE',
    does: 'frames of a pcap or pcapng file',
    atMost: 1,
    load: async () => (await import('./commands/decode.ts')).decode,
  },
  lint: {
    takes: 'LAB… | A.conf B.conf',
    does: 'what is wrong with a pair, before it fails',
    atMost: Number.POSITIVE_INFINITY,
    load: async () => (await import('./commands/lint.ts')).lint,
  },
  keepalived: {
    takes: 'import A.conf B.conf | export LAB --out DIR [--keepalived-version V]',
    does: 'a lab of two nodes’ keepalived.conf, or NODE.conf of each node of a lab',
    atMost: 3,
    options: {
      out: { value: 'DIR', says: 'export: where the files are written' },
      'keepalived-version': { value: 'V', says: 'export: for what this release understands, such as 2.2.7' },
    },
    load: async () => (await import('./commands/keepalived.ts')).keepalived,
  },
  drill: {
    takes: 'KIND LAB [--repeat N] | --list',
    does: 'break it on purpose, measure, put it back',
    atMost: 2,
    options: {
      list: { says: 'the kinds there are' },
      repeat: { value: 'N', says: 'so many times in a row' },
    },
    load: async () => (await import('./commands/drills.ts')).drill,
  },
  halt: {
    takes: 'LAB',
    does: 'stop every drill and revert',
    atMost: 1,
    load: async () => (await import('./commands/drills.ts')).halt,
  },
  reports: {
    takes: '[ID]',
    does: 'drill reports',
    atMost: 1,
    load: async () => (await import('./commands/drills.ts')).reports,
  },
};

/** The entry, or undefined; a name such as `constructor` is no command. */
export function entryOf(name: string): CommandEntry | undefined {
  return Object.hasOwn(commandTable, name) ? commandTable[name] : undefined;
}

/**
 * What would be ignored is refused: a word too many may be the one that somebody counts on.
 * @param given the names of the options that were given
 * @throws UsageError
 */
export function refuseForeign(command: string, given: readonly string[], args: readonly string[]): void {
  const { atMost = 0, options = {} } = entryOf(command) ?? {};
  const taken = Object.keys({ ...commonOptions, ...options });
  const foreign = given.find((option) => !taken.includes(option));
  if (foreign !== undefined) throw new UsageError(`takes no option --${foreign}`);
  const extra = args[atMost];
  if (extra !== undefined) throw new UsageError(`there is nothing to do with “${extra}”`);
}
