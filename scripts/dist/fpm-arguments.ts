/** A Debian package, as electron-builder asks fpm for it. */
export interface DebRequest {
  output: string;
  /** "gz" or "xz". */
  compression: string;
  /** Fields of the control file, in order, without Installed-Size. */
  control: [name: string, value: string][];
  afterInstall: string | null;
  afterRemove: string | null;
  /** From where to where; a source that ends in a slash means what is in the folder. */
  files: { from: string; to: string }[];
}

/** fpm options of electron-builder that take no value. */
const flags = new Set(['--force', '--debug']);

interface Parsed {
  options: Map<string, string[]>;
  files: { from: string; to: string }[];
}

function parse(args: readonly string[]): Parsed {
  const options = new Map<string, string[]>();
  const files: Parsed['files'] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (flags.has(arg)) continue;
    if (arg.startsWith('-')) {
      const value = args[++index];
      if (value === undefined) throw new Error(`${arg} has no value`);
      options.set(arg, [...(options.get(arg) ?? []), value]);
      continue;
    }
    const [from, to, ...rest] = arg.split('=');
    if (!from || !to || rest.length > 0) throw new Error(`not FROM=TO: ${arg}`);
    files.push({ from, to });
  }
  return { options, files };
}

/** A description's first line is the summary; each further line is indented, an empty one is a dot. */
function descriptionField(text: string): string {
  const [first = '', ...rest] = text.split('\n').map((line) => line.trim());
  return [first, ...rest.map((line) => ` ${line || '.'}`)].join('\n');
}

/** Reads the arguments that electron-builder passes; what it would mean to fpm and not to us is an error. */
export function parseFpmArguments(args: readonly string[]): DebRequest {
  const { options, files } = parse(args);
  const all = (name: string) => {
    const values = options.get(name) ?? [];
    options.delete(name);
    return values;
  };
  const one = (name: string) => all(name).at(-1) ?? '';
  const needed = (name: string) => {
    const value = one(name);
    if (value === '') throw new Error(`${name} is missing`);
    return value;
  };
  if (one('-s') !== 'dir' || one('-t') !== 'deb') throw new Error('only -s dir -t deb is known here');
  all('--log');
  // Recorded by other package formats only.
  all('--license');
  const fields: [string, string][] = [
    ['Package', needed('--name')],
    ['Version', needed('--version')],
    ['Architecture', needed('--architecture')],
    ['Maintainer', needed('--maintainer')],
    ['Vendor', one('--vendor')],
    ['Section', one('--category') || 'default'],
    ['Priority', one('--deb-priority') || 'optional'],
    ['Depends', all('-d').join(', ')],
    ['Recommends', all('--deb-recommends').join(', ')],
    ['Homepage', one('--url')],
    ['Description', descriptionField(needed('--description'))],
  ];
  const request: DebRequest = {
    output: needed('--package'),
    compression: one('--deb-compression') || 'xz',
    control: fields.filter(([, value]) => value !== ''),
    afterInstall: one('--after-install') || null,
    afterRemove: one('--after-remove') || null,
    files,
  };
  if (options.size > 0) throw new Error(`unknown options: ${[...options.keys()].join(' ')}`);
  return request;
}

export function controlFile(control: DebRequest['control'], installedKb: number): string {
  const fields: [string, string][] = [...control];
  fields.splice(-1, 0, ['Installed-Size', String(installedKb)]);
  return fields.map(([name, value]) => `${name}: ${value}\n`).join('');
}
