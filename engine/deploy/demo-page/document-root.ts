interface Server {
  listens: string[];
  root: string | null;
}

/**
 * The folder whose files nginx gives to whoever asks the host's own address on port 80: of the default server there, or
 * of the first one (ngx_http_core_module, listen). Null where none says so in plain words: no server for port 80, a
 * root with variables or relative to the prefix.
 * @param conf texts of nginx.conf and of what it includes, one after the other
 */
export function documentRootOf(conf: string): string | null {
  const servers = serversIn(wordsOf(conf)).filter(
    ({ listens }) => listens.length === 0 || listens.some(isPort80),
  );
  const isDefault = ({ listens }: Server) =>
    listens.some((listen) => isPort80(listen) && /\bdefault_server\b/.test(listen));
  const root = (servers.find(isDefault) ?? servers[0])?.root ?? null;
  return root !== null && /^\/[^$\p{Cc}]*$/u.test(root) ? root : null;
}

/** `80`, `*:80`, `[::]:80`, or an address alone, for which 80 is the default; not `8080`, `443 ssl` or a socket. */
function isPort80(listen: string): boolean {
  const [where = ''] = listen.split(' ');
  if (where.startsWith('unix:') || /\bssl\b/.test(listen)) return false;
  return /^(?:80|.*:80|\[[^\]]*\]|[\d.]+\.\d+|\*|[a-z][\w.-]*)$/i.test(where);
}

/** Words, and `{`, `}` and `;` where they stand unquoted. */
function wordsOf(conf: string): string[] {
  const found = conf.matchAll(/#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[{};]|[^\s{};"'#][^\s{};]*/g);
  return [...found].flatMap(([whole, double, single]) =>
    whole.startsWith('#') ? [] : [double ?? single ?? whole],
  );
}

/** `root` counts of the server itself and of its `location /`, which all of its pages come from. */
function serversIn(words: readonly string[]): Server[] {
  const servers: Server[] = [];
  const blocks: string[] = [];
  let statement: string[] = [];
  for (const word of words) {
    if (word === '{') {
      const head = statement.join(' ');
      if (head === 'server') servers.push({ listens: [], root: null });
      blocks.push(head);
    } else if (word === '}') blocks.pop();
    else if (word !== ';') {
      statement.push(word);
      continue;
    }
    const [name, ...values] = statement;
    const server = servers.at(-1);
    const isIn = (...inner: string[]) => blocks.slice(-inner.length).join('\n') === inner.join('\n');
    if (word === ';' && server) {
      if (name === 'listen' && isIn('server')) server.listens.push(values.join(' '));
      if (name === 'root' && isIn('server')) server.root ??= values[0] ?? null;
      if (name === 'root' && isIn('server', 'location /')) server.root = values[0] ?? null;
    }
    statement = [];
  }
  return servers;
}
