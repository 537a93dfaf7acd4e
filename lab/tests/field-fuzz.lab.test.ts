import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Problem, ProblemError, toProblem, wordProblem } from '../../protocol/contract/problem.ts';
import { type LabInput, labSchema } from '../../protocol/lab/schema.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { checkout, ensureUp, nodeExec, nodes, type Snapshot } from '../testbed/index.ts';

/**
 * Everything that a person can type besides hosts, users, jumps and key paths, filled with what shells, files and
 * terminals obey: refused with a Problem that names the field, or taken literally. Nothing of it runs anywhere.
 */

const canary = '/tmp/tandem-canary';
const payloads = [
  `$(touch ${canary})`,
  `\`touch ${canary}\``,
  `; touch ${canary}; reboot`,
  `' ; touch ${canary} ; '`,
  `" && touch ${canary} && "`,
  `| tee ${canary}`,
  `x\n!touch ${canary}\n`,
  'nul\u0000nul',
  '\u001b]0;title\u0007\u001b[2Jescape',
  'abc\u202egpj.exe',
  '\u009bcsi',
  '%n%s%x',
  '../../../../etc/passwd',
  '{ include /etc/passwd }',
  '# a comment',
  'x'.repeat(100_000),
  '',
] as const;
/** As the title of a test: of any length, and with nothing in it that the terminal of whoever runs it obeys. */
const titled = payloads.map((text) => ({ text, title: encodeURI(text.slice(0, 40)) }));
/** What a terminal obeys (ECMA-48; UAX #9). */
const obeyed = /[^\P{Cc}\n\t]|\p{Bidi_Control}/u;

type Json = Record<string, unknown>;
const at = (lab: LabInput, ...path: (string | number)[]) =>
  path.reduce<unknown>((value, key) => (value as Json)[key], lab) as Json;
const check = (kind: string, change: Json) => (lab: LabInput) =>
  Object.assign(lab, { checks: [{ kind, ...change }] });

/** Where each text of a lab stands, and how it gets there; the path is what a refusal has to name. */
const fields: [path: string, fill: (lab: LabInput, text: string) => unknown][] = [
  ['name', (lab, text) => Object.assign(lab, { name: text })],
  ['backend', (lab, text) => Object.assign(lab, { backend: text })],
  ['advertIntervalMs', (lab, text) => Object.assign(lab, { advertIntervalMs: text })],
  ['nodes.0.name', (lab, text) => Object.assign(at(lab, 'nodes', 0), { name: text })],
  ['nodes.1.interface', (lab, text) => Object.assign(at(lab, 'nodes', 1), { interface: text })],
  ['nodes.1.hostKey', (lab, text) => Object.assign(at(lab, 'nodes', 1), { hostKey: text })],
  ['nodes.0.sudoEnv', (lab, text) => Object.assign(at(lab, 'nodes', 0), { sudoEnv: text })],
  ['nodes.0.auth.env', (lab, env) => Object.assign(at(lab, 'nodes', 0), { auth: { kind: 'password', env } })],
  ['virtualRouters.0.vips.0', (lab, text) => Object.assign(at(lab, 'virtualRouters', 0), { vips: [text] })],
  ['virtualRouters.0.vrid', (lab, text) => Object.assign(at(lab, 'virtualRouters', 0), { vrid: text })],
  [
    'virtualRouters.0.priorities',
    (lab, text) => Object.assign(at(lab, 'virtualRouters', 0, 'priorities'), { [text]: 1 }),
  ],
  ['virtualRouters.0.authPass', (lab, authPass) => Object.assign(at(lab, 'virtualRouters', 0), { authPass })],
  [
    'virtualRouters.0.syncGroup',
    (lab, text) => Object.assign(at(lab, 'virtualRouters', 0), { syncGroup: text }),
  ],
  [
    'virtualRouters.0.notify.master',
    (lab, text) => Object.assign(at(lab, 'virtualRouters', 0), { notify: { master: ['/bin/true', text] } }),
  ],
  [
    'virtualRouters.0.notify.user',
    (lab, user) => Object.assign(at(lab, 'virtualRouters', 0), { notify: { master: ['/bin/true'], user } }),
  ],
  ['checks.0.name', (lab, name) => check('tcp', { name, port: 80 })(lab)],
  ['checks.0.process', (lab, process) => check('process', { process })(lab)],
  ['checks.0.url', (lab, url) => check('http', { url })(lab)],
  ['checks.0.contains', (lab, contains) => check('http', { url: 'http://127.0.0.1/', contains })(lab)],
  ['checks.0.host', (lab, host) => check('tcp', { host, port: 80 })(lab)],
  ['checks.0.port', (lab, port) => check('tcp', { port })(lab)],
  ['checks.0.interface', (lab, text) => check('interface', { interface: text })(lab)],
  ['checks.0.command', (lab, text) => check('script', { command: [text] })(lab)],
  ['checks.0.command', (lab, text) => check('script', { command: ['/bin/true', text] })(lab)],
  ['checks.0.user', (lab, user) => check('script', { command: ['/bin/true'], user })(lab)],
];

let tandem: TestEngine;
let untouched: Snapshot[];
const folder = mkdtempSync(join(tmpdir(), 'tandem-fuzz-'));

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  untouched = await snapshotNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
}, 600_000);

afterAll(async () => {
  await tandem?.close();
  await clearNodes();
  rmSync(folder, { recursive: true, force: true });
});

async function expectNothingRan(): Promise<void> {
  expect(existsSync(canary)).toBe(false);
  for (const { name } of nodes) expect((await nodeExec(name, ['test', '-e', canary])).status, name).toBe(1);
}

/** In words of both languages, and with nothing in them that a terminal would obey once they are shown. */
function expectClear(problem: Problem): void {
  for (const language of ['en', 'zh-CN'] as const) {
    const { message, hint } = wordProblem(problem, language);
    expect(message.length).toBeLessThan(10_000);
    expect(hint.length).toBeGreaterThan(5);
  }
}

describe.each(fields)('%s', (path, fill) => {
  test.each(titled)('$title', async ({ text }) => {
    const lab = exampleLab();
    fill(lab, text);
    const outcome = await tandem.client.call('labs.save', { lab }).catch((error: ProblemError) => error);
    if ('problem' in outcome) {
      expect(['request.invalid', 'lab.invalid']).toContain(outcome.problem.code);
      expect(outcome.problem.params.detail).toContain(path);
      expectClear(outcome.problem);
    } else {
      // Taken: then it is there as it was typed, and nothing in it ends a line of a file.
      expect(labSchema.parse(lab)).toEqual(outcome.lab);
      expect(text).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe('what is asked of the engine', () => {
  const [first] = payloads;
  test.each(titled)('names, ranges and interfaces: $title', async ({ text }) => {
    const { client } = tandem;
    const calls = {
      plan: client.call('plan.get', { lab: text }),
      deploy: client.call('deploy.start', { lab: text }),
      uninstall: client.call('uninstall.start', { lab: text }),
      secrets: client.call('secrets.set', { lab: text, node: text, password: text.slice(0, 1000) }),
      access: client.call('access.check', { lab: 'example', node: text }),
      switchover: client.call('switchover.run', { lab: 'example', vrid: 51, to: text }),
      drill: client.call('drills.start', { lab: text, kind: 'crash' }),
      report: client.call('reports.get', { id: text }),
      capture: client.call('capture.start', { interface: text }),
      trust: client.call('trust.accept', { host: '10.77.0.11', port: 22, fingerprint: text }),
      range: scan(text),
    };
    const refused = Object.entries(calls).map(async ([name, call]) => ({
      name,
      problem: await call.then(() => null, toProblem),
    }));
    for (const { name, problem } of await Promise.all(refused)) {
      expect(problem?.code, name).toMatch(/^(?!internal)/);
      if (problem) expectClear(problem);
    }
  });

  function scan(cidr: string): Promise<unknown> {
    const ended = Promise.withResolvers<unknown>();
    tandem.client.open(
      'discovery.scan',
      { cidr },
      {
        onItem: (item) => item.type === 'done' && ended.resolve(item),
        onEnd: (problem) => (problem ? ended.reject(new ProblemError(problem)) : ended.resolve(null)),
      },
    );
    return ended.promise;
  }

  test('a draft keeps anything, and is never anything else', async () => {
    const node = { name: first, host: first, user: first, keyPath: first, interface: first, port: 0 };
    const rest = { authKind: 'key', sudo: 'password' } as const;
    const draft = { step: 'scan', labName: first, interface: first, cidr: first, vip: null } as const;
    await tandem.client.call('draft.set', { draft: { ...draft, nodes: [{ ...node, ...rest }] } });
    expect((await tandem.client.call('draft.get', {})).draft).toMatchObject({ labName: first });
    expect(readdirSync(tandem.dataFolder).toSorted()).toEqual(
      expect.arrayContaining(['draft.json', 'tandem.sqlite']),
    );
  });

  test('nothing of it ran here or there, and both nodes are as they were', async () => {
    await expectNothingRan();
    expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
  });
});

describe('what is taken literally reaches the hosts as it is', () => {
  const boots = () =>
    Promise.all(nodes.map(async ({ name }) => (await nodeExec(name, ['uptime', '--since'])).stdout));
  const hostile = `$(touch ${canary});\`touch ${canary}\`;reboot%n'"#{}`;
  const literal = (backend: LabInput['backend']) =>
    exampleLab({
      backend,
      checks: [
        // Good only if the program gets the text as one argument, of that very length.
        {
          kind: 'script',
          name: 'literal',
          command: ['/usr/bin/expr', 'length', hostile, '=', String(hostile.length)],
        },
        {
          kind: 'http',
          name: 'page',
          url: `http://127.0.0.1/$(touch$IFS${canary})`,
          contains: hostile,
          weight: -1,
        },
        { kind: 'process', name: 'process', process: hostile.replaceAll('/', '_'), weight: -1 },
      ],
    });

  test('by our agent', async () => {
    const before = await boots();
    await tandem.save(literal('tandem-agent'));
    await tandem.deploy('example');
    const results = async () => {
      const { nodes: links } = await tandem.client.call('topology.get', { lab: 'example' });
      return links.map(({ checks }) =>
        Object.fromEntries(checks.map(({ name, passing }) => [name, passing])),
      );
    };
    const expected = { literal: true, page: false, process: false };
    await expect.poll(results, { timeout: 20_000 }).toEqual([expected, expected]);
    await tandem.uninstall('example');
    expect(await boots()).toEqual(before);
    await expectNothingRan();
  });

  test('by keepalived, or refused with the place in the lab', async () => {
    await tandem.save(literal('keepalived'));
    const problem = await problemOf(tandem.deploy('example'));
    expect(problem.code).toMatch(/^keepalived\.(cannot-express|conf-refused)$/);
    // Without the quotes, which its releases read differently.
    const text = `$(touch ${canary});#{}`;
    const command = ['/usr/bin/expr', 'length', text, '=', String(text.length)];
    const script = { kind: 'script', name: 'literal', command } as const;
    await tandem.save(exampleLab({ backend: 'keepalived', checks: [script] }));
    await tandem.deploy('example');
    const journal = async () =>
      (await nodeExec('node-a', ['journalctl', '--unit', 'keepalived', '--output', 'cat', '--lines', '50']))
        .stdout;
    await expect.poll(journal, { timeout: 20_000 }).toContain('VRRP_Script(literal) succeeded');
    await tandem.uninstall('example');
    await expectNothingRan();
    expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
  });
});

test('no text of a lab file is obeyed by the terminal', () => {
  const file = join(folder, 'lab.json');
  for (const [path, fill] of fields) {
    const lab = exampleLab();
    fill(lab, '\u001b]0;title\u0007\u001b[31mred\u009b2J\u202eabc');
    writeFileSync(file, JSON.stringify(lab));
    const argv = [join(checkout, 'engine', 'shell', 'cli.ts'), 'lint', file];
    const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    expect(status, path).not.toBeNull();
    expect(`${stdout}${stderr}`, path).not.toMatch(obeyed);
  }
});
