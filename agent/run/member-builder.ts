import { fail } from '../../protocol/contract/problem.ts';
import type { AgentConfig, AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import type { Garp } from '../../protocol/lab/checks.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import { NS_PER_MS } from '../../protocol/vrrp/timers.ts';
import { vrrpGroup } from '../../protocol/wire/vrrp.ts';
import { AdvertSenders } from '../native/advert-sender.ts';
import { PacketSender } from '../native/packet-socket.ts';
import { forwardsIpv6 } from '../netlink/ipv6-settings.ts';
import type { Link } from '../netlink/messages.ts';
import type { Netlink } from '../netlink/netlink.ts';
import { Notifier, realNotifierSurroundings } from '../notify/notifier.ts';
import { Announcer } from './announcer.ts';
import { routerKey } from './config-change.ts';
import type { Log } from './log.ts';
import { Member } from './member.ts';
import { Port, type PortAddresses, portAddresses } from './port.ts';
import { type Hurry, PreciseTimer } from './precise-timer.ts';
import { RepeatedFailures } from './repeated-failures.ts';
import { RouterAddresses } from './router-addresses.ts';
import type { SharedAddresses } from './shared-addresses.ts';
import type { VipEntry } from './vip-file.ts';
import { type Transition, VirtualRouter } from './virtual-router.ts';
import type { Vmacs } from './vmac.ts';
import type { Wakes } from './wakes.ts';

export interface MemberBuilderOptions {
  netlink: Netlink;
  addresses: SharedAddresses;
  vmacs: Vmacs;
  clockNs(): bigint;
  hurry: Hurry;
  wakes: Wakes;
  log: Log;
  /** A member changed its state. */
  transition(member: Member, transition: Transition): void;
  /** Whether the rest of its sync group would lead too. */
  mayLead(member: Member): boolean;
  /** The sockets of an interface are of no use any more. */
  failed(error: Error): void;
}

/** A configuration, and what it means on this machine. */
export interface NodePlan {
  config: AgentConfig;
  /** Of each router, by its key, the VIPs that come and go with it. */
  entries: ReadonlyMap<string, readonly VipEntry[]>;
  /** Keys of all of these addresses (see addressKey): none of them is an interface's own. */
  vips: ReadonlySet<string>;
}

/** A VIP outlives the one that came first in its subnet: without it the kernel takes the later ones along. */
const vipsStay = { promote_secondaries: 1 } as const;

/** Sets up virtual routers and the sockets that they share. */
export class MemberBuilder {
  readonly #options: MemberBuilderOptions;
  readonly #ports = new Map<string, Port>();
  readonly #senders = new AdvertSenders();

  constructor(options: MemberBuilderOptions) {
    this.#options = options;
  }

  /**
   * Whether there is what one needs, as far as one can say without setting it up.
   * @throws ProblemError agent.interface-unready
   */
  check(config: AgentRouterConfig, plan: NodePlan): void {
    sourceOf(config, this.#site(config.interface, plan).addresses);
  }

  /**
   * Sets one up; it does nothing yet. Adverts for its VRID are its from now on. Where that fails, nothing of it stays.
   * @param old whose place it takes
   * @throws ProblemError agent.interface-unready, agent.config-invalid where another interface has its macvlan's name;
   * SystemError where the system refuses a socket
   */
  build(config: AgentRouterConfig, plan: NodePlan, old: Member | undefined): Member {
    const opened = new Opened();
    try {
      return this.#build(config, plan, old, opened);
    } catch (error) {
      void opened.close();
      throw error;
    }
  }

  #build(config: AgentRouterConfig, plan: NodePlan, old: Member | undefined, opened: Opened): Member {
    const { clockNs, hurry, log, vmacs, wakes } = this.#options;
    const family = familyOf(config);
    const named = { vrid: config.vrid, interface: config.interface, family };
    const port = this.#port(config.interface, plan);
    opened.add(() => this.#release(port));
    const source = sourceOf(config, port.addresses);
    const destinations = config.unicast?.peers ?? [vrrpGroup(family)];
    const passed = config.vmac ? (old?.passVmac(port.index) ?? null) : null;
    const vmac = config.vmac ? (passed ?? vmacs.open(config.vrid, family, port)) : null;
    // One that was passed on goes back to where it came from, if this comes to nothing.
    let closesVmac = passed === null;
    opened.add(() => (closesVmac ? vmac?.close() : undefined));
    // What carries adverts and VIPs.
    const carrier = vmac ?? port;
    if (!vmac && family === 4) {
      const settings = vmacs.settings.hold(port, vipsStay);
      opened.add(() => settings.release());
    }
    const packets = vmac ? new PacketSender(vmac.index) : port.packets;
    if (vmac) opened.add(() => packets.close());
    const failures = new RepeatedFailures(clockNs, (failure) =>
      log('failed', { vrid: config.vrid, ...failure }),
    );
    const complain = (what: string, error: unknown) => failures.failed(what, error);
    // Before its first advert the macvlan has no address to ask for a unicast peer's MAC address with.
    const speaker = config.unicast ? port : carrier;
    const sender = this.#senders.open({
      interface: speaker.name,
      index: speaker.index,
      source,
      destinations,
      failed: (error) => complain('send-advert', error),
    });
    opened.add(() => sender.close());
    const makeAnnouncer = (vips: readonly string[], garp: Garp) =>
      new Announcer(carrier.mac, vips, {
        ...garp,
        router: forwardsIpv6(port.name),
        send: (frames) => packets.sendAll(frames),
        failed: (error) => complain('announce', error),
      });
    const told = (event: string, address: string) =>
      log(event, { vrid: config.vrid, interface: config.interface, address });
    const addresses = new RouterAddresses({
      netlink: this.#options.addresses.forRouter(),
      index: carrier.index,
      entries: plan.entries.get(routerKey(config)) ?? [],
      clockNs,
      after: (ms, run) => setTimeout(run, ms),
      restored: (address) => {
        told('address-restored', address);
        member.announce(false);
      },
      strayRemoved: (address) => told('stray-address-removed', address),
      failed: complain,
    });
    const router = new VirtualRouter(
      config,
      { family, source, destinations },
      {
        clockNs,
        makeTimer: (fire) => new PreciseTimer({ clockNs, wakes, hurry, fire }),
        sendAdvert: (messages, urgent) => {
          vmac?.raise();
          if (urgent) sender.send(messages);
          else sender.queue(messages);
        },
        addAddresses: () => {
          vmac?.raise();
          addresses.add();
        },
        removeAddresses: () => member.release(),
        announce: (again) => member.announce(again),
        transition: (transition) => this.#options.transition(member, transition),
        mayLead: () => this.#options.mayLead(member),
        mismatch: (source, what, sides) => log('mismatch', { ...named, source, what, ...sides }),
        stoodStill: (lateNs) => log('stood-still', { ...named, seconds: Number(lateNs / NS_PER_MS) / 1000 }),
        failed: complain,
      },
    );
    const { lab, node, garp } = plan.config;
    const subject = { vrid: config.vrid, interface: config.interface, lab, node };
    const notifier = new Notifier(subject, config.notify, realNotifierSurroundings(log, clockNs));
    const close = () => {
      port.detach(router);
      closesVmac = member.ownVmac !== null;
      return opened.close();
    };
    const parts = { port, source, router, addresses, notifier, makeAnnouncer, vmac, log, node, close };
    const member: Member = new Member(config, garp, parts);
    port.attach(router);
    return member;
  }

  /** An interface with its own addresses. @throws ProblemError agent.interface-unready */
  #site(name: string, { vips }: NodePlan): { link: Link; addresses: PortAddresses } {
    const { netlink } = this.#options;
    const links = netlink.links();
    const link = links.find((candidate) => candidate.name === name);
    if (link === undefined) {
      const available = links.map((candidate) => candidate.name).join(', ');
      const detail = `there is no interface ${name}, but ${available}`;
      throw fail('agent.interface-unready', { path: 'interface', detail });
    }
    return { link, addresses: portAddresses(link, netlink.addresses(), vips) };
  }

  #port(name: string, plan: NodePlan): Port {
    const { clockNs, failed } = this.#options;
    const { link, addresses } = this.#site(name, plan);
    const known = this.#ports.get(name);
    const same = known?.index === link.index && known.mac === link.mac && known.addresses[4] === addresses[4];
    if (known && same && known.addresses[6] === addresses[6]) return known;
    // The port of an interface that was made anew stays with those who still have it.
    const port = new Port({ link, addresses, clockNs, failed });
    this.#ports.set(name, port);
    return port;
  }

  #release(port: Port): void {
    if (port.inUse) return;
    port.close();
    if (this.#ports.get(port.name) === port) this.#ports.delete(port.name);
  }
}

/** What was opened, to be closed in the reverse order. */
class Opened {
  readonly #closers: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Each at once; resolves when those that take longer are done. */
  async close(): Promise<void> {
    await Promise.all(
      this.#closers
        .splice(0)
        .toReversed()
        .map((close) => close()),
    );
  }
}

function familyOf({ vips }: AgentRouterConfig): 4 | 6 {
  return isIpv6(vips[0] ?? '') ? 6 : 4;
}

/** Where its adverts come from. @throws ProblemError agent.interface-unready */
function sourceOf(config: AgentRouterConfig, addresses: PortAddresses): string {
  const family = familyOf(config);
  const source = config.unicast?.source ?? addresses[family];
  if (source !== null) return source;
  const kind = family === 4 ? 'IPv4' : 'link-local IPv6';
  const detail = `${config.interface} has no ${kind} address of its own`;
  throw fail('agent.interface-unready', { path: 'interface', detail });
}
