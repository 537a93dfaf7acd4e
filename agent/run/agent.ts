import type { AgentConfig, AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import type { AgentStatus } from '../../protocol/control/agent-messages.ts';
import { validateAdvert } from '../../protocol/vrrp/validate-advert.ts';
import type { Link } from '../netlink/messages.ts';
import { Netlink, watchLinks } from '../netlink/netlink.ts';
import { agentVersion } from '../version.ts';
import { type AdvertSocket, openAdvertSocket } from './advert-socket.ts';
import { Announcer } from './announcer.ts';
import { ControlServer } from './control-server.ts';
import type { Log } from './log.ts';
import { type NodeInterface, openInterface } from './node-interface.ts';
import { rehearse } from './rehearsal.ts';
import { readVipFile, type VipEntry, writeVipFile } from './vip-file.ts';
import { type Transition, VirtualRouter } from './virtual-router.ts';

interface Port {
  interface: NodeInterface;
  socket: AdvertSocket;
  routers: Map<number, VirtualRouter>;
}

interface Member {
  config: AgentRouterConfig;
  router: VirtualRouter;
  port: Port;
  vips: VipEntry[];
}

/** All virtual routers of this machine, with the sockets they share. Nothing is opened after `start`. */
export class Agent {
  readonly #config: AgentConfig;
  readonly #stateDir: string;
  readonly #clockNs: () => bigint;
  readonly #log: Log;
  readonly #netlink = new Netlink();
  readonly #ports = new Map<string, Port>();
  readonly #members: Member[] = [];
  readonly #control: ControlServer;
  readonly #startedNs: bigint;
  #links: { close(): void } | undefined;
  #failed: (error: unknown) => void = () => {};

  constructor(config: AgentConfig, surroundings: { stateDir: string; clockNs(): bigint; log: Log }) {
    this.#config = config;
    this.#stateDir = surroundings.stateDir;
    this.#clockNs = surroundings.clockNs;
    this.#log = surroundings.log;
    this.#startedNs = this.#clockNs();
    this.#control = new ControlServer(() => this.status());
  }

  /** Told once when the agent cannot go on. */
  onFailure(failed: (error: unknown) => void): void {
    this.#failed = failed;
  }

  /** @throws ProblemError host.interface-missing, agent.config-invalid; SystemError where the system refuses */
  async start(socketPath: string): Promise<void> {
    // First, so that an agent that already runs here is not robbed of its addresses.
    await this.#control.listen(socketPath);
    this.#releaseLeftovers();
    const vips = this.#config.virtualRouters.map((router) => this.#ownVips(router));
    const all = vips.flat();
    for (const [index, router] of this.#config.virtualRouters.entries())
      this.#add(router, vips[index] ?? [], all);
    await rehearse(this.#netlink, this.#clockNs).catch((error) =>
      this.#log('rehearsal-skipped', { cause: text(error) }),
    );
    // From here on the file says what a killed agent may leave behind.
    writeVipFile(this.#stateDir, all);
    this.#links = watchLinks((link, gone) => this.#linkChanged(link, gone));
    for (const { router, port } of this.#members) {
      router.handle({ type: 'start' });
      if (!port.interface.running) router.handle({ type: 'interface-down' });
    }
  }

  /** Priority 0 on the wire and the addresses gone, then everything closed. */
  async stop(): Promise<void> {
    this.#links?.close();
    for (const { router } of this.#members) router.handle({ type: 'shutdown' });
    await Promise.all(this.#members.map(({ router }) => router.drained()));
    writeVipFile(this.#stateDir, []);
    await this.#control.close();
    for (const { socket } of this.#ports.values()) socket.close();
  }

  status(): AgentStatus {
    const present = this.#netlink.addresses();
    const held = ({ port, config }: Member) =>
      config.vips.filter((vip) =>
        present.some(({ index, address }) => index === port.interface.index && address === vip.split('/')[0]),
      );
    return {
      version: agentVersion,
      lab: this.#config.lab,
      node: this.#config.node,
      pid: process.pid,
      startedNs: `${this.#startedNs}`,
      nowNs: `${this.#clockNs()}`,
      routers: this.#members.map((member) => member.router.status(held(member))),
    };
  }

  /** What an agent that was killed left on the interfaces. One that is gone has taken its addresses with it. */
  #releaseLeftovers(): void {
    const links = this.#netlink.links();
    for (const entry of readVipFile(this.#stateDir)) {
      const index = links.find((link) => link.name === entry.interface)?.index;
      if (index !== undefined && this.#removeAddress(index, entry))
        this.#log('leftover-removed', { interface: entry.interface, address: entry.address });
    }
  }

  /** The VIPs that come and go with mastership. An owner's address that is already there is the machine's own. */
  #ownVips(router: AgentRouterConfig): VipEntry[] {
    const entries = router.vips.map((vip) => {
      const [address = '', prefix = '32'] = vip.split('/');
      return { interface: router.interface, address, prefixLength: Number(prefix) };
    });
    if (router.priority !== 255) return entries;
    const present = this.#netlink.addresses();
    return entries.filter((entry) => !present.some(({ address }) => address === entry.address));
  }

  #add(config: AgentRouterConfig, vips: VipEntry[], allVips: VipEntry[]): void {
    const port = this.#port(config.interface, allVips);
    const { index, mac, address, packets } = port.interface;
    const failed = (what: string, error: unknown) => this.#complain(config.vrid, what, error);
    const addresses = config.vips.map((vip) => vip.split('/')[0] ?? vip);
    const announcer = new Announcer(mac, addresses, {
      ...this.#config.garp,
      send: (frame) => packets.send(frame),
      failed: (error) => failed('announce', error),
    });
    const router = new VirtualRouter(config, address, {
      clockNs: this.#clockNs,
      sendAdvert: (message, done) => port.socket.send(message, done),
      addAddresses: () => {
        for (const vip of vips) {
          try {
            this.#netlink.addAddress(index, vip.address, vip.prefixLength);
          } catch (error) {
            failed('add-address', error);
          }
        }
      },
      removeAddresses: () => {
        announcer.cancel();
        for (const vip of vips) this.#removeAddress(index, vip);
      },
      announce: (again) => announcer.announce(again),
      transition: (transition) => this.#transition(transition),
      failed,
    });
    for (const vip of vips) this.#removeAddress(index, vip);
    port.routers.set(config.vrid, router);
    this.#members.push({ config, router, port, vips });
  }

  #port(name: string, vips: VipEntry[]): Port {
    const known = this.#ports.get(name);
    if (known) return known;
    const nodeInterface = openInterface(this.#netlink, name, vips, this.#config.node);
    const routers = new Map<number, VirtualRouter>();
    const socket = openAdvertSocket({
      interface: name,
      index: nodeInterface.index,
      address: nodeInterface.address,
      clockNs: this.#clockNs,
      received: (packet, atNs) => receive(packet, routers, atNs),
      complain: (error) => this.#log('failed', { what: 'advert-socket', cause: error.message }),
      closed: () => this.#failed(new Error(`the advert socket of ${name} closed`)),
    });
    const port = { interface: nodeInterface, socket, routers };
    this.#ports.set(name, port);
    return port;
  }

  #linkChanged(link: Link, gone: boolean): void {
    const port = this.#ports.get(link.name);
    if (port === undefined) return;
    if (!gone && link.index !== port.interface.index) {
      this.#failed(new Error(`interface ${link.name} is another one now`));
      return;
    }
    const type = link.running && !gone ? 'interface-up' : 'interface-down';
    for (const router of port.routers.values()) router.handle({ type });
  }

  #removeAddress(index: number, entry: VipEntry): boolean {
    try {
      return this.#netlink.removeAddress(index, entry.address, entry.prefixLength);
    } catch (error) {
      this.#log('failed', { what: 'remove-address', address: entry.address, cause: text(error) });
      return false;
    }
  }

  #complain(vrid: number, what: string, error: unknown): void {
    this.#log('failed', { vrid, what, cause: text(error) });
  }

  #transition({ vrid, from, to, cause, atNs }: Transition): void {
    this.#log('transition', { vrid, from, to, cause, atNs: `${atNs}` });
    this.#control.transition({ vrid, from, to, cause, atNs: `${atNs}` });
  }
}

function receive(packet: Buffer, routers: Map<number, VirtualRouter>, atNs: bigint): void {
  const verdict = validateAdvert(packet, (vrid) => routers.get(vrid));
  if ('advert' in verdict) verdict.router.handle({ type: 'advert', advert: verdict.advert }, atNs);
  else verdict.router?.discarded(verdict.discard);
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
