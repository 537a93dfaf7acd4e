import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { nodeGroups } from './cgroups.ts';
import { bootCommand, bootEnvironment, rebootStatus } from './container.ts';
import { runPaths } from './paths.ts';
import { type NodePlan, nodes } from './plan.ts';
import {
  findContainerInit,
  identify,
  isAlive,
  type ProcessIdentity,
  signalProcess,
} from './process-identity.ts';
import { type Containers, writeRecord } from './record.ts';
import { waitUntil } from './wait.ts';
import { plugIn, unplug } from './wires.ts';

/**
 * The program that stays while the lab is up: boots the nodes, boots one again when it reboots, and ends them all on
 * SIGTERM. Its one argument is the checkout that the lab belongs to.
 */
const checkout = process.argv[2];
if (checkout === undefined) throw new Error('usage: supervisor.ts CHECKOUT');
const paths = runPaths(checkout);
const containers: Containers = {};
let stopping = false;
/** How long systemd-nspawn may take to start the first process of a node, in milliseconds. */
const initLimitMs = 3000;

function log(message: string): void {
  console.log(`${new Date().toISOString()} ${message}`);
}

function save(): void {
  writeRecord(paths.containers, containers);
}

/** Boots a node and gives the status it ends with. */
function boot(node: NodePlan): Promise<number> {
  const console = openSync(paths.nodeLog(node.name), 'a', 0o644);
  const [file = '', ...args] = bootCommand(node, paths.node(node.name).merged, nodeGroups(node.name));
  const child = spawn(file, args, {
    env: { ...process.env, ...bootEnvironment },
    stdio: ['ignore', console, console],
  });
  closeSync(console);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('spawn', () => {
      const identity = child.pid === undefined ? undefined : identify(child.pid);
      if (identity !== undefined) containers[node.name] = identity;
      save();
      log(`${node.name} boots as process ${child.pid}`);
    });
    child.on('exit', (code) => {
      delete containers[node.name];
      save();
      resolve(code ?? -1);
    });
  });
}

/** Keeps a node running through its reboots, until it is powered off or the lab goes down. */
async function supervise(node: NodePlan): Promise<void> {
  while (!stopping) {
    const status = await boot(node);
    log(`${node.name} ended with status ${status}`);
    if (stopping || status !== rebootStatus) return;
    // The namespace outlives the node; a machine that reboots loses its addresses, rules and sysctls.
    await unplug(node);
    await plugIn(node);
  }
}

async function stop(): Promise<void> {
  stopping = true;
  await Promise.all(Object.values(containers).map(end));
}

/** Nothing in a node is worth an orderly shutdown, but systemd-nspawn tidies up only if it outlives the node. */
async function end(container: ProcessIdentity): Promise<void> {
  await waitUntil(() => findContainerInit(container.pid) !== undefined || !isAlive(container), initLimitMs);
  signalProcess(findContainerInit(container.pid) ?? container, 'SIGKILL');
}

process.on('SIGTERM', stop);
save();
// An idle supervisor stays, so that its end always means that the lab is going down or broken.
const stay = setInterval(() => undefined, 2 ** 30);
const results = await Promise.allSettled(nodes.map(supervise));
for (const result of results) if (result.status === 'rejected') log(String(result.reason));
if (stopping) clearInterval(stay);
else process.once('SIGTERM', () => clearInterval(stay));
