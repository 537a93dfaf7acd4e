import { setTimeout as sleep } from 'node:timers/promises';
import { macvlanName } from '../../agent/run/vmac.ts';
import { type NodeName, nodeNames } from './history.ts';
import { checkKinds, type PlannedRouter, type Told } from './plan.ts';
import type { World } from './world.ts';

export const deedNames = [
  'kill',
  'stop and start',
  'freeze',
  'link flap',
  'partition',
  'reload: priority',
  'reload: VIP',
  'reload: interval',
  'reload: broken',
  'VIP removed by hand',
  'check fails',
] as const;
export type DeedName = (typeof deedNames)[number];

/** Deeds after which the agent is another process. */
export const lethalDeeds: readonly DeedName[] = ['kill', 'stop and start'];

/** RestartSec of the unit. */
const RESTART_MS = 1000;
const SHORT_HOLD_MS = { least: 20, span: 280 };
const intervals = [100, 200] as const;

export interface Doing {
  world: World;
  /** Nodes that are in the middle of another deed. */
  busy: readonly NodeName[];
  /** While something lasts: a moment, or until everything had its time, or with another deed inside. */
  hold(busy: readonly NodeName[]): Promise<void>;
}

/** Returns false, and has done nothing, where it cannot be done at the moment. */
type Deed = (doing: Doing) => Promise<boolean>;

export async function holdMoment({ random }: World): Promise<void> {
  await sleep(SHORT_HOLD_MS.least + random.below(SHORT_HOLD_MS.span));
}

/** A node that nothing else happens to. */
function freeNode(
  { world, busy }: Doing,
  suits: (node: NodeName) => boolean = () => true,
): NodeName | undefined {
  const free = nodeNames.filter((name) => !busy.includes(name) && suits(name));
  return free.length === 0 ? undefined : world.random.pick(free);
}

const isAgent = (world: World) => (name: NodeName) => world.nodes[name].program === 'tandem-agent';

/** Both nodes, if both are agents that can be reloaded now. */
const canReloadBoth = ({ world, busy }: Doing) => busy.length === 0 && nodeNames.every(isAgent(world));

async function reload(world: World, names: readonly NodeName[]): Promise<void> {
  for (const name of names) {
    world.nodes[name].configure(world.told[name]);
    await world.nodes[name].reload();
  }
  world.followed();
}

function brokenConfigurations(node: NodeName): string[] {
  const router = { vrid: 60, version: 3, interface: 'eth0', priority: 100, advertIntervalMs: 100 };
  const config = (...virtualRouters: object[]) =>
    JSON.stringify({ format: 1, lab: 'soak', node, virtualRouters });
  return [
    '{"format": 1, "virtual',
    config(),
    config({ ...router, vips: ['10.78.0.160/24'], colour: 'red' }),
    config({ ...router, vips: ['10.78.0.160/24'] }, { ...router, vips: ['10.78.0.161/24'] }),
    config({ ...router, vips: ['fd00:78::160/64'] }),
    config({ ...router, vips: ['10.78.0.160/24'], interface: 'eth9' }),
  ];
}

export const deeds: Readonly<Record<DeedName, Deed>> = {
  kill: async (doing) => {
    const { world, busy } = doing;
    const name = freeNode(doing);
    if (name === undefined) return false;
    const span = world.down(name);
    await world.nodes[name].kill();
    const restart = sleep(RESTART_MS);
    await doing.hold([...busy, name]);
    await restart;
    world.book.look(name);
    await world.start(span);
    return true;
  },
  'stop and start': async (doing) => {
    const { world, busy } = doing;
    const name = freeNode(doing);
    if (name === undefined) return false;
    const span = world.down(name);
    await world.nodes[name].stop();
    world.book.look(name);
    await doing.hold([...busy, name]);
    await world.start(span);
    return true;
  },
  freeze: async (doing) => {
    const { world, busy } = doing;
    const name = freeNode(doing);
    if (name === undefined) return false;
    const span = world.book.begin('frozen', name);
    world.nodes[name].freeze(true);
    await doing.hold([...busy, name]);
    world.book.ending(span);
    world.nodes[name].freeze(false);
    world.book.end(span);
    return true;
  },
  'link flap': async (doing) => {
    const { world, busy } = doing;
    const name = freeNode(doing);
    if (name === undefined) return false;
    const span = world.book.begin('unplugged', name);
    world.segment.plug(name, false);
    if (world.random.below(2) === 0) await holdMoment(world);
    else {
      await world.nodes[name].cableIs(false);
      await doing.hold([...busy, name]);
    }
    world.book.ending(span);
    world.segment.plug(name, true);
    await world.nodes[name].cableIs(true);
    world.book.end(span);
    return true;
  },
  partition: async ({ world, busy, hold }) => {
    if (world.book.spans.some(({ kind, toNs }) => kind === 'parted' && toNs === null)) return false;
    const span = world.book.begin('parted', null);
    world.segment.partition(true);
    await hold(busy);
    world.book.ending(span);
    world.segment.partition(false);
    world.book.end(span);
    return true;
  },
  'reload: priority': async (doing) => {
    const { world } = doing;
    const name = freeNode(doing, isAgent(world));
    if (name === undefined) return false;
    const router = world.random.pick(world.routers);
    // Odd stays odd: the nodes' priorities are never equal.
    const priority = 102 + 2 * world.random.below(70) + (router.priorities[name] % 2);
    world.book.note(`${name}: ${router.name} gets priority ${priority}`);
    world.tell(name, router, { priority });
    await reload(world, [name]);
    return true;
  },
  'reload: VIP': async (doing) => {
    const { world } = doing;
    if (!canReloadBoth(doing)) return false;
    const router = world.random.pick(world.routers);
    const { vips } = world.told.a.get(router.name) as Told;
    const { extraVip } = router;
    const others = vips.filter((vip) => vip !== extraVip);
    const changed = vips.includes(extraVip) ? others : [...others, extraVip];
    world.book.note(`both: ${router.name} gets VIPs ${changed.join(', ')}`);
    for (const name of nodeNames) world.tell(name, router, { vips: changed });
    await reload(world, nodeNames);
    return true;
  },
  'reload: interval': async (doing) => {
    const { world } = doing;
    if (!canReloadBoth(doing)) return false;
    const router = world.random.pick(world.routers);
    const present = world.told.a.get(router.name)?.advertIntervalMs;
    const advertIntervalMs = intervals.find((interval) => interval !== present) ?? intervals[0];
    world.book.note(`both: ${router.name} gets interval ${advertIntervalMs} ms`);
    for (const name of nodeNames) world.tell(name, router, { advertIntervalMs });
    await reload(world, world.random.pick([nodeNames, [...nodeNames].reverse()]));
    return true;
  },
  'reload: broken': async (doing) => {
    const { world } = doing;
    const name = freeNode(doing, isAgent(world));
    if (name === undefined) return false;
    const text = world.random.pick(brokenConfigurations(name));
    world.book.note(`${name}: is to read ${text}`);
    await world.nodes[name].refuse(text);
    return true;
  },
  'VIP removed by hand': async (doing) => {
    const { world, busy } = doing;
    await world.settle();
    const owned = world.routers.flatMap((router) =>
      world.owners(router).map((node): [PlannedRouter, NodeName] => [router, node]),
    );
    const suited = owned.filter(([, node]) => !busy.includes(node) && isAgent(world)(node));
    if (suited.length === 0) return false;
    const [router, node] = world.random.pick(suited);
    const vip = world.random.pick(world.told[node].get(router.name)?.vips ?? []);
    const device = router.vmac ? macvlanName(router.vrid, router.family) : 'eth0';
    world.book.note(`${node}: ${vip} is taken from ${device} by hand`);
    const restored = world.nodes[node].restored(vip.split('/')[0] ?? vip);
    world.ip(node, 'address', 'delete', vip, 'dev', device);
    await restored;
    return true;
  },
  'check fails': async (doing) => {
    const { world, busy } = doing;
    const name = freeNode(doing);
    if (name === undefined) return false;
    const kind = isAgent(world)(name) ? world.random.pick(checkKinds) : 'script';
    await world.setHealthy(name, kind, false);
    await doing.hold([...busy, name]);
    await world.setHealthy(name, kind, true);
    return true;
  },
};
