import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { deployInProcess } from '../support/tandem-process.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, nodeExec, nodes, type Snapshot, waitUntilNodeAnswers } from '../testbed/index.ts';
import { type NodeTree, readNodeTree, treeDifferences } from '../testbed/node-tree.ts';

/**
 * What breaks in the middle of configuring, starting or rolling back leaves no host half done, and the next deploy
 * finishes or an uninstall leaves nothing. The host is held at a chosen command of the stage by a program of the same
 * name that comes first in root's PATH.
 */

type Backend = Lab['backend'];
type Stage = 'configure' | 'start' | 'roll-back';
type Fault = 'cut' | 'reboot' | 'kill';

/** A program and a word of its arguments: the worst moment of each stage. */
const moments: Record<Backend, Record<Stage, [string, string]>> = {
  'tandem-agent': {
    configure: ['mv', '/etc/systemd/system/tandem-agent.service.new'],
    start: ['systemctl', 'restart'],
    'roll-back': ['rm', 'multi-user.target.wants/tandem-agent.service'],
  },
  keepalived: {
    configure: ['mv', '/etc/keepalived/keepalived.conf.new'],
    start: ['systemctl', 'start keepalived'],
    'roll-back': ['systemctl', 'stop keepalived'],
  },
};

interface Cell {
  backend: Backend;
  stage: Stage;
  fault: Fault;
  next: 'deploy' | 'uninstall';
}

const [faults, stages] = [['cut', 'reboot', 'kill'] as const, ['configure', 'start', 'roll-back'] as const];
const backends = ['tandem-agent', 'keepalived'] as const;
/** One of each backend, which have neither stage nor fault in common; all of them take a quarter of an hour. */
const usual = ['keepalived configure reboot', 'tandem-agent roll-back kill'];
const cells = backends
  .flatMap((backend) =>
    stages.flatMap((stage, row) =>
      faults.map(
        (fault, column): Cell => ({
          backend,
          stage,
          fault,
          next: (row + column) % 2 === 1 ? 'uninstall' : 'deploy',
        }),
      ),
    ),
  )
  .filter(
    ({ backend, stage, fault }) =>
      process.env.TANDEM_FAULTS === 'all' || usual.includes(`${backend} ${stage} ${fault}`),
  );

let tandem: TestEngine;
let untouched: Snapshot[];
let files: NodeTree[];

const trees = () => nodes.map(({ name }) => readNodeTree(name));

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
  untouched = await snapshotNodes();
  files = trees();
}, 600_000);

afterEach(async () => {
  await tandem.uninstall('example');
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
  const now = trees();
  const left = files.flatMap((tree, index) => treeDifferences(tree, now[index] as NodeTree));
  expect(left.filter((path) => /^(?:etc|opt|usr)\//.test(path))).toEqual([]);
});

afterAll(() => tandem.close());

const shimFolder = '/usr/local/sbin';
/** Holds a program until it is let go; a boot lets go, too. */
async function hold([program, word]: [string, string]): Promise<void> {
  const shim = `#!/bin/sh
case "$*" in *'${word}'*)
  : > /run/held
  until [ -e /run/let-go ]; do sleep 0.05; done
esac
exec /usr/bin/${program} "$@"
`;
  const script = `umask 022; rm -f /run/held /run/let-go; mkdir -p ${shimFolder}; cat > ${shimFolder}/${program}; chmod 755 ${shimFolder}/${program}`;
  expect(await nodeExec('node-b', ['sh', '-c', script], { input: shim })).toMatchObject({ status: 0 });
}

async function letGo([program]: [string, string]): Promise<void> {
  await nodeExec('node-b', ['rm', '-f', `${shimFolder}/${program}`]);
  await nodeExec('node-b', ['touch', '/run/let-go']);
}

/** At no time a configuration without its program, a unit without its files, an address without a speaker. */
const consistency = `
fault() { echo "$*"; }
etc=/etc/tandem unit=/etc/systemd/system/tandem-agent.service conf=/etc/keepalived/keepalived.conf
wants=/etc/systemd/system/multi-user.target.wants
[ ! -e $etc/agent.json ] || [ -x /opt/tandem/current/bin/tandem-agent ] || fault configuration without program
[ ! -e $unit ] || { [ -e $etc/agent.json ] && [ -x /opt/tandem/current/bin/tandem-agent ]; } || fault unit without files
[ ! -L $wants/tandem-agent.service ] || [ -e $unit ] || fault link without unit
grep -q 'Written by Tandem' $conf 2>/dev/null && [ ! -e $etc/keepalived/before ] && fault configuration without notes
{ [ -e /opt/tandem ] || [ -e $etc/keepalived ]; } && [ ! -e $etc/manifest.json ] && fault deploy without manifest
ip -o address | grep -q ' 10\\.77\\.0\\.100/' && ! systemctl is-active --quiet tandem-agent &&
  ! systemctl is-active --quiet keepalived && fault address without speaker
exit 0
`;

async function expectConsistent(): Promise<void> {
  for (const { name } of nodes)
    expect(await nodeExec(name, ['sh', '-c', consistency])).toMatchObject({ status: 0, stdout: '' });
}

interface Deploying {
  /** The newest step of node-b. */
  last(): string;
  /** Ends it as a person would, so that it rolls back. */
  cancel(): void;
  kill(): void;
  over: Promise<unknown>;
}

type OnEvent = (event: TaskEvent) => void;

async function inEngine(onEvent: OnEvent): Promise<Pick<Deploying, 'cancel' | 'kill' | 'over'>> {
  const { taskId } = await tandem.client.call('deploy.start', { lab: 'example' });
  return {
    over: problemOf(tandem.follow(taskId, onEvent)).catch(() => 'it went through'),
    cancel: () => void tandem.client.call('tasks.cancel', { taskId }),
    kill: () => undefined,
  };
}

/** Adverts so slow that the pair is still being looked at when a busy machine gets to cancelling. */
const labOf = ({ backend, stage }: Cell) =>
  exampleLab({ backend, ...(stage === 'roll-back' ? { advertIntervalMs: 1000 } : {}) });

async function inProcess(cell: Cell, onEvent: OnEvent): Promise<Pick<Deploying, 'cancel' | 'kill' | 'over'>> {
  const { child, over } = deployInProcess(tandem, labOf(cell), onEvent);
  return { over, cancel: () => child.kill('SIGINT'), kill: () => child.kill('SIGKILL') };
}

async function start(cell: Cell): Promise<Deploying> {
  const { fault, stage } = cell;
  let last = '';
  let deploying: Pick<Deploying, 'cancel' | 'kill' | 'over'> | null = null;
  const onEvent: OnEvent = (event) => {
    if (event.type !== 'step') return;
    if (event.node === 'node-b') last = `${event.step} ${event.state}`;
    if (stage === 'roll-back' && event.step === 'verify-pair' && event.state === 'running')
      deploying?.cancel();
  };
  deploying = await (fault === 'kill' ? inProcess(cell, onEvent) : inEngine(onEvent));
  return { ...deploying, last: () => last };
}

async function strike(fault: Fault, deploying: Deploying, release: () => Promise<void>): Promise<void> {
  if (fault === 'cut') await nodeExec('node-b', ['ip', 'link', 'set', 'eth0', 'down']);
  if (fault === 'reboot') await nodeExec('node-b', ['systemctl', 'reboot', '--force']);
  if (fault === 'kill') deploying.kill();
  // What goes on by itself on the host goes on.
  if (fault !== 'reboot') await release();
  await deploying.over;
  if (fault === 'cut') await nodeExec('node-b', ['ip', 'link', 'set', 'eth0', 'up']);
  if (fault === 'reboot') await waitUntilNodeAnswers('node-b');
}

async function deployIsUnfinished(): Promise<boolean> {
  const labs = await tandem.client.call('labs.list', {});
  return labs.find(({ lab }) => lab.name === 'example')?.deployBegunMs != null;
}

test.each(cells)('$backend, $fault while it does: $stage; then $next', async (cell) => {
  const { backend, stage, fault, next } = cell;
  await tandem.save(labOf(cell));
  const moment = moments[backend][stage];
  await hold(moment);
  const release = () => letGo(moment);
  let deploying: Deploying | null = null;
  try {
    deploying = await start(cell);
    const isHeld = ['timeout', '120', 'sh', '-c', 'until [ -e /run/held ]; do sleep 0.05; done'];
    // What ends before it gets there says why.
    expect(await Promise.race([nodeExec('node-b', isHeld), deploying.over])).toMatchObject({ status: 0 });
    expect(deploying.last()).toBe(`${stage} running`);
    await expectConsistent();
    // A process that is started after a boot is not held.
    if (fault === 'reboot') await nodeExec('node-b', ['rm', `${shimFolder}/${moment[0]}`]);
    await strike(fault, deploying, release);
  } finally {
    await release();
    await deploying?.over;
  }
  await expectConsistent();
  // Nobody is left to say what it came to, and the record does not pretend to know.
  if (fault === 'kill') expect(await deployIsUnfinished()).toBe(true);
  if (next === 'deploy') await tandem.deploy('example');
  else await tandem.uninstall('example');
  expect(await deployIsUnfinished()).toBe(false);
  await expectConsistent();
});
