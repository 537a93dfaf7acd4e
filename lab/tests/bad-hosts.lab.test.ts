import { expect, test } from 'vitest';
import { wordProblem } from '../../protocol/contract/problem.ts';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { hostCheck, withNode } from '../support/preflight.ts';
import { exampleLab, problemOf } from '../support/test-engine.ts';
import { setStage, tandem } from '../support/untouched-nodes.ts';
import { writeFile } from '../support/with-packages.ts';

/**
 * Hosts that cannot be a node, played by a real one whose commands answer as theirs would, and addresses that cannot be a
 * VIP: a deploy refuses before it has changed anything, and a pre-flight says the same.
 */

setStage();

async function refusal(lab: LabInput) {
  await tandem.save(lab);
  const problem = await problemOf(tandem.deploy(lab.name));
  for (const language of ['en', 'zh-CN'] as const) {
    const { message, hint } = wordProblem(problem, language);
    expect(`${message} ${hint}`).not.toMatch(/[{}]/);
    expect(hint.length).toBeGreaterThan(5);
  }
  return problem;
}

/** Puts a script in a program's place, for as long as it is mounted. */
const instead = (program: string, answers: string) => {
  const file = `/run/instead-of-${program.split('/').at(-1)}`;
  return {
    change: [
      writeFile(file, `#!/bin/sh\n${answers}\n`),
      ['chmod', '755', file],
      ['mount', '--bind', file, program],
    ],
    undo: [
      ['umount', program],
      ['rm', '-f', file],
    ],
  };
};
const booted = '/run/systemd/system';

test.each([
  [
    'a 32-bit host',
    'machine',
    /processor is i686/,
    instead('/usr/bin/uname', '[ "$1" = -m ] && echo i686 || echo 6.1.0'),
  ],
  [
    '32-bit programs on a 64-bit kernel',
    'machine',
    /32-bit/,
    instead('/usr/bin/getconf', '[ "$1" = LONG_BIT ] && echo 32 || echo "glibc 2.36"'),
  ],
  [
    'musl',
    'libc',
    /not glibc/,
    instead(
      '/usr/bin/getconf',
      '[ "$1" = LONG_BIT ] && echo 64 || { echo "getconf: unknown variable" >&2; exit 1; }',
    ),
  ],
  [
    'no systemd',
    'init',
    /its init is openrc-init/,
    // sd_booted(3) asks for this folder, and so does everybody else.
    {
      change: [
        ['mv', booted, `${booted}.kept`],
        writeFile('/run/instead-of-comm', 'openrc-init\n'),
        ['mount', '--bind', '/run/instead-of-comm', '/proc/1/comm'],
      ],
      undo: [
        ['mv', `${booted}.kept`, booted],
        ['umount', '/proc/1/comm'],
        ['rm', '-f', '/run/instead-of-comm'],
      ],
    },
  ],
] as const)('%s', async (_name, check, said, { change, undo }) => {
  await withNode('node-b', change, undo, async () => {
    const problem = await refusal(exampleLab());
    expect(problem).toMatchObject({ code: 'host.unsupported', params: { host: 'node-b' } });
    expect(problem.message).toMatch(said);
    const found = await hostCheck(tandem, exampleLab(), 'node-b', check);
    expect(found).toMatchObject({ status: 'fail', said: { code: 'host.unsupported' } });
    expect(found.message).toBe(problem.message);
    if (check === 'init') return;
    const ofKeepalived = exampleLab({ backend: 'keepalived' });
    expect(await hostCheck(tandem, ofKeepalived, 'node-b', 'machine')).toMatchObject({ status: 'pass' });
  });
});

const [router] = exampleLab().virtualRouters;
const withVips = (...vips: string[]) =>
  exampleLab({ virtualRouters: exampleLab().virtualRouters.map((one) => ({ ...one, vips })) });

test.each([
  ['the network address of the nodes', '10.77.0.0/24'],
  ['their broadcast address', '10.77.0.255/24'],
  ['their broadcast address, as a host’s', '10.77.0.255/32'],
])('a VIP that is %s', async (_name, vip) => {
  const problem = await refusal(withVips(vip));
  expect(problem).toMatchObject({ code: 'lab.vip-unusable', params: { subnet: '10.77.0.0/24' } });
});

test('two virtual routers of a dual-master lab with one VIP between them', async () => {
  if (!router) throw new Error('the example has a virtual router');
  const second = {
    ...router,
    vrid: 52,
    vips: ['10.77.0.100/32'],
    priorities: { 'node-a': 100, 'node-b': 150 },
  };
  const problem = await refusal(exampleLab({ mode: 'dual-master', virtualRouters: [router, second] }));
  expect(problem).toMatchObject({
    code: 'lab.vip-shared',
    params: { vip: '10.77.0.100', first: 51, second: 52 },
  });
});
