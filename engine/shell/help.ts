import { type CommandEntry, commandTable, commonOptions, entryOf } from './command-table.ts';

/** A lab that says all that it must, and checks nginx. */
export const smallestLab = `{
  "name": "web",
  "mode": "master-backup",
  "vrrpVersion": 3,
  "advertIntervalMs": 1000,
  "nodes": [
    { "name": "web-1", "host": "10.0.0.11", "user": "ops", "interface": "eth0", "auth": { "kind": "agent" } },
    { "name": "web-2", "host": "10.0.0.12", "user": "ops", "interface": "eth0", "auth": { "kind": "agent" } }
  ],
  "virtualRouters": [
    { "vrid": 51, "vips": ["10.0.0.100/24"], "priorities": { "web-1": 150, "web-2": 100 } }
  ],
  "checks": [{ "name": "nginx", "kind": "nginx" }]
}`;

const labHelp = `A lab is a JSON file of two nodes and of what they serve:

${smallestLab}

"backend": "keepalived" deploys keepalived in the place of Tandem's agent. "auth" may also be
{ "kind": "key", "path": "~/.ssh/id_ed25519" } or { "kind": "password", "env": "NAME" }: a password never stands
in the file, nor on the command line. tandem keepalived import makes a lab of a pair that runs; tandem lint says
what is wrong with one, tandem plan what a deploy of it would do.
`;

const statuses = 'Exit status: 0 done, 1 an expectation failed, 2 wrong usage, 3 a problem.';

/** What `tandem --help` prints. */
export function overview(): string {
  const width = 2 + Math.max(...Object.keys(commandTable).map((name) => name.length));
  const lines = Object.entries(commandTable).map(([name, { does }]) => `  ${name.padEnd(width)}${does}`);
  return [
    'Usage: tandem COMMAND [--json] [--data DIR]',
    '',
    ...lines,
    '',
    'tandem COMMAND --help says what a command takes; tandem completion prints the completion of bash.',
    statuses,
    '',
  ].join('\n');
}

/** What `tandem COMMAND --help` prints. */
export function helpOf(name: string): string {
  if (name === 'lab') return labHelp;
  const entry = entryOf(name);
  if (!entry) return overview();
  const options = optionLines(entry);
  const width = 2 + Math.max(...options.map(([written]) => written.length));
  return [
    `Usage: tandem ${name}${entry.takes === '' ? '' : ` ${entry.takes}`}`,
    '',
    sentence(entry.does),
    '',
    ...options.map(([written, says]) => `  ${written.padEnd(width)}${says}`),
    '',
    ...(/\bLAB\b/.test(entry.takes) ? ['LAB is a file; tandem help lab shows one.'] : []),
    statuses,
    '',
  ].join('\n');
}

function optionLines({ options }: CommandEntry): [written: string, says: string][] {
  return Object.entries({ ...options, ...commonOptions }).map(([name, { value, isOn, says }]) => [
    `--${isOn ? 'no-' : ''}${name}${value === undefined ? '' : ` ${value}`}`,
    says,
  ]);
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** A completion for bash: the commands, then each one's options, and files for everything else. */
export function completion(): string {
  const cases = Object.entries(commandTable).map(([name, entry]) => {
    const words = optionLines(entry).map(([written]) => written.split(' ')[0]);
    return `    ${name}) words="${[...words, '--help'].join(' ')}" ;;`;
  });
  return `# bash completion of tandem
_tandem() {
  local words word=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  if [ "$COMP_CWORD" = 1 ]; then
    COMPREPLY=($(compgen -W "${[...Object.keys(commandTable), 'completion', 'help', 'version'].join(' ')}" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
    *) return ;;
  esac
  case $word in -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;; esac
}
complete -o default -F _tandem tandem
`;
}
