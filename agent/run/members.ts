import { fail } from '../../protocol/contract/problem.ts';
import type { AgentConfig, AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import type { Link } from '../netlink/messages.ts';
import type { Netlink } from '../netlink/netlink.ts';
import type { CheckStatus } from '../track/check-state.ts';
import type { StartTimer } from './announcer.ts';
import { type ConfigChange, configChange, routerKey } from './config-change.ts';
import { atRouter } from './config-place.ts';
import { text } from './error-text.ts';
import { findRouter, labelAmong, type RouterName } from './find-router.ts';
import { type Ground, isSource, judge, judgeFooting } from './footing.ts';
import type { Log } from './log.ts';
import type { Member } from './member.ts';
import type { MemberBuilder, NodePlan } from './member-builder.ts';
import { addressKey, ownVips, takenBy } from './router-vips.ts';
import type { SharedAddresses } from './shared-addresses.ts';
import { SyncGroup } from './sync-group.ts';
import type { VipEntry } from './vip-file.ts';
import type { Transition } from './virtual-router.ts';

export interface MembersOptions {
  netlink: Netlink;
  log: Log;
  builder: MemberBuilder;
  addresses: SharedAddresses;
  /** The verdicts of the checks as they are. */
  checks(): readonly CheckStatus[];
  later: StartTimer;
}

/** As long as somebody with a VIP waits. */
const TRY_AGAIN_MS = 2000;

export interface Changed {
  built: Member[];
  closed: Promise<unknown>;
  retired: Promise<unknown>;
}

/** The virtual routers of this node: all of them as one configuration says, or as the one before it said. */
export class Members {
  readonly #options: MembersOptions;
  readonly #members = new Map<string, Member>();
  #groups = new Map<string, SyncGroup>();
  #plan: NodePlan;
  /** Of the interfaces, by their names, when somebody last looked. */
  readonly #indexes = new Map<string, number>();
  #trying: { cancel(): void } | undefined;

  constructor(config: AgentConfig, options: MembersOptions) {
    this.#plan = { config: { ...config, virtualRouters: [] }, entries: new Map(), vips: new Set() };
    this.#options = options;
  }

  get all(): Member[] {
    return [...this.#members.values()];
  }

  /** @throws ProblemError switchover.unknown-router, switchover.interface-needed */
  find(name: RouterName): Member {
    return findRouter(this.all, name, this.#plan.config.node);
  }

  /** Those that lead together with this one, itself among them. */
  together(member: Member): Member[] {
    const { syncGroup } = member.config;
    return syncGroup ? this.all.filter(({ config }) => config.syncGroup === syncGroup) : [member];
  }

  /**
   * Goes over to another configuration. What did not change is not touched; an address that stays is never without its
   * owner; where something cannot be set up, everything stays as it is. Routers that are new are in fault, or wait for
   * `start`.
   * @returns what is new, when what those that went had opened is closed, and when they have said their last words
   * @throws ProblemError agent.interface-unready, agent.address-present, agent.config-invalid; SystemError
   */
  change(config: AgentConfig): Changed {
    const change = configChange(this.#plan.config.virtualRouters, config.virtualRouters);
    // Seen before anything moves: an address that goes from one to another is ours all the time.
    const plan = this.#planFor(config);
    const built = this.#build([...change.replaced, ...change.added], plan);
    this.#plan = plan;
    const { gone, replaced } = this.#options.addresses.inOneTurn(() => this.#goOver(change, built));
    for (const old of replaced) void old.parts.close();
    // Not waited for: whoever stays must not be deaf meanwhile.
    const closed = Promise.all(gone.map(({ parts }) => parts.close()));
    const told = Promise.all(gone.map(({ parts }) => parts.notifier.close()));
    return { built, closed, retired: Promise.all([closed, told]) };
  }

  /**
   * Whether what is new can be set up, as far as one can say without doing it.
   * @throws ProblemError agent.interface-unready, agent.address-present, agent.config-invalid
   */
  check(config: AgentConfig): void {
    const { replaced, added } = configChange(this.#plan.config.virtualRouters, config.virtualRouters);
    const plan = this.#planFor(config);
    for (const router of [...replaced, ...added])
      atRouter(config, router, () => this.#options.builder.check(router, plan));
  }

  /** @returns those that left, and those whose place was taken: to be closed */
  #goOver(change: ConfigChange, built: readonly Member[]): { gone: Member[]; replaced: Member[] } {
    const { config, entries } = this.#plan;
    const ground = this.#ground();
    for (const member of built) this.#stand(member, ground);
    const gone = change.removed.flatMap((key) => this.#members.get(key) ?? []);
    for (const member of gone) {
      this.#members.delete(member.key);
      member.handle({ type: 'shutdown' });
    }
    for (const router of change.adjusted) {
      const key = routerKey(router);
      this.#members.get(key)?.adjust(router, entries.get(key) ?? []);
    }
    const fresh = new Set(built.map(({ key }) => key));
    for (const member of this.all) if (!fresh.has(member.key)) member.configureGarp(config.garp);
    const replaced = built.flatMap((member) => this.#succeed(member) ?? []);
    this.#regroup();
    for (const group of this.#groups.values()) group.unite();
    return { gone, replaced };
  }

  /** The VIPs that come and go with a configuration. @throws ProblemError agent.address-present */
  entries(config: AgentConfig): VipEntry[] {
    return config.virtualRouters.flatMap((router) => atRouter(config, router, () => this.#entries(router)));
  }

  /** Those that lead together do what is asked for as one: nobody follows a half that has moved. */
  asOne(members: readonly Member[], work: (member: Member) => void): void {
    const group = this.#groups.get(members[0]?.config.syncGroup ?? '');
    const all = () => members.forEach(work);
    if (group) group.asOne(all);
    else all();
  }

  /** Ends all of them; resolves when their last words are said. */
  async retire(): Promise<void> {
    this.#trying?.cancel();
    const members = this.all;
    this.#members.clear();
    await Promise.all(members.map(retire));
  }

  /** @param cause null where it is over */
  setFault(key: string, cause: string | null, cleared: string, members: readonly Member[] = this.all): void {
    for (const member of members)
      if (cause === null) member.clearFault(key, cleared);
      else member.setFault(key, cause, true);
    this.#faultsChanged();
  }

  /** @param cause what changed, for the log */
  applyChecks(cause?: string): void {
    const checks = this.#options.checks();
    for (const member of this.#members.values()) member.applyChecks(checks, cause);
    this.#faultsChanged();
  }

  transition(member: Member, { from, to }: Transition): void {
    const { syncGroup } = member.config;
    if (syncGroup) this.#groups.get(syncGroup)?.moved(member, from, to);
  }

  mayLead(member: Member): boolean {
    const { syncGroup } = member.config;
    return (syncGroup ? this.#groups.get(syncGroup)?.mayLead(member) : undefined) ?? true;
  }

  /** An interface is new, has changed, or is gone. @throws SystemError */
  linkChanged(link: Link, gone: boolean): void {
    const { index, name, up } = link;
    this.look(
      this.all.filter(({ config, parts: { port, vmac, router } }) => {
        if (vmac?.index === index) return gone || !up;
        return config.interface === name || port.index === index || router.faults.has('set-up');
      }),
    );
  }

  /** Somebody, perhaps we, added or removed an address. @throws SystemError */
  addressChanged(index: number, address: string): void {
    for (const { parts } of this.#members.values()) parts.addresses.watched(index, address);
    this.look(
      this.all.filter(({ config, parts: { port } }) => {
        if (this.#plan.vips.has(addressKey(address, config.interface))) return false;
        const here = this.#indexes.get(config.interface) ?? port.index;
        return here === index || isSource(config, address);
      }),
    );
  }

  /**
   * Whether these stand on what they were set up on: otherwise they are set up anew, or are in fault until they can be.
   * @throws SystemError where the kernel does not say
   */
  look(members: readonly Member[] = this.all): void {
    if (members.length === 0) return;
    const ground = this.#ground();
    for (const { name, index } of ground.links) this.#indexes.set(name, index);
    const stale = members.flatMap((member) => {
      const cause = this.#stand(member, ground);
      return cause === null ? [] : [{ member, cause }];
    });
    for (const { member, cause } of stale) this.#renew(member, cause);
    if (stale.length > 0) this.#regroup();
    else this.#faultsChanged();
  }

  #ground(): Ground {
    const { netlink } = this.#options;
    return { links: netlink.links(), addresses: netlink.addresses() };
  }

  /** In fault where its interface is a reason for it. @returns why it is to be set up anew; null where it is not */
  #stand(member: Member, ground: Ground): string | null {
    const { interface: name, vrid } = member.config;
    const { link, source, address, stale } = judgeFooting(
      member.config,
      member.footing,
      ground,
      this.#plan.vips,
    );
    // Its successor is judged: this one must not begin again for the moment in between.
    if (stale !== null) {
      const from = member.parts.source;
      if (address !== from)
        this.#options.log('source-address-changed', { vrid, interface: name, from, to: address });
      return stale;
    }
    judge(member, 'link', link, `${name} is up`);
    judge(member, 'source-address', source, 'the source address is there');
    judge(member, 'set-up', null, `${name} is as it was`);
    this.#keepVmacUp(member, ground);
    return null;
  }

  #keepVmacUp(member: Member, { links }: Ground): void {
    const vmac = member.ownVmac;
    const up = links.find(({ index }) => index === vmac?.index)?.up;
    if (vmac === null || up === undefined) return;
    try {
      if (vmac.keepUp(up)) {
        const { vrid } = member.config;
        this.#options.log('interface-restored', {
          vrid,
          interface: vmac.name,
          cause: 'somebody has set it down',
        });
        member.parts.addresses.repair();
        member.announce(true);
      }
      judge(member, 'virtual-mac', null, `${vmac.name} can be used`);
    } catch (error) {
      judge(member, 'virtual-mac', `${vmac.name} is down: ${text(error)}`, '');
    }
  }

  /** In the place of one whose footing is gone; where that cannot be, it is in fault until something changes again. */
  #renew(old: Member, cause: string): void {
    const { vrid, interface: name } = old.config;
    try {
      for (const member of this.#build([old.config], this.#plan)) {
        this.#standOrDiscard(member);
        void this.#succeed(member)?.parts.close();
        member.handle({ type: 'start' });
      }
      this.#options.log('set-up-anew', { vrid, interface: name, cause });
    } catch (error) {
      this.#options.log('failed', { vrid, interface: name, what: 'set-up', cause: text(error) });
      judge(old, 'set-up', `cannot be set up on ${name}: ${text(error)}`, '');
      this.#tryAgain();
    }
  }

  /** What kept one from being set up may go without a word from the kernel. */
  #tryAgain(): void {
    this.#trying ??= this.#options.later(() => {
      this.#trying = undefined;
      this.look(this.all.filter(({ parts }) => parts.router.faults.has('set-up')));
    }, TRY_AGAIN_MS);
  }

  /** @throws SystemError */
  #standOrDiscard(member: Member): void {
    try {
      this.#stand(member, this.#ground());
    } catch (error) {
      this.#discard([member]);
      throw error;
    }
  }

  #build(routers: readonly AgentRouterConfig[], plan: NodePlan): Member[] {
    const built: Member[] = [];
    try {
      for (const router of routers)
        built.push(
          atRouter(plan.config, router, () =>
            this.#options.builder.build(router, plan, this.#members.get(routerKey(router))),
          ),
        );
      return built;
    } catch (error) {
      this.#discard(built);
      throw error;
    }
  }

  /** The adverts, and what was passed on, are the old ones' again; before the new ones close what they shared. */
  #discard(built: readonly Member[]): void {
    for (const member of this.#members.values()) {
      member.keepVmac();
      member.parts.port.attach(member.parts.router);
    }
    for (const member of built) {
      const old = this.#members.get(member.key);
      if (old && member.parts.vmac === old.parts.vmac) member.passVmac(member.parts.port.index);
      void member.parts.close();
    }
  }

  /** Puts a member in the place of the one with its key, and returns that; one that was master stays master. */
  #succeed(member: Member): Member | undefined {
    const old = this.#members.get(member.key);
    this.#members.set(member.key, member);
    if (!old) return undefined;
    const leads = old.isMaster;
    member.inherit(old);
    member.applyChecks(this.#options.checks());
    if (leads) member.handle({ type: 'take-over', cause: 'set up anew' });
    old.parts.addresses.leave();
    return old;
  }

  /**
   * An owner's addresses that are there without us are the machine's own. Nobody else may have such VIPs: they would be
   * taken from the machine.
   */
  #entries(router: AgentRouterConfig): VipEntry[] {
    const { netlink } = this.#options;
    const ours = new Set(
      this.all.flatMap(({ parts }) =>
        parts.addresses.entries.map((entry) => addressKey(entry.address, entry.interface)),
      ),
    );
    const names = new Map(netlink.links().map(({ index, name }) => [index, name]));
    const others = netlink
      .addresses()
      .map((entry) => ({ ...entry, interface: names.get(entry.index) ?? '' }))
      .filter((entry) => !ours.has(addressKey(entry.address, entry.interface)));
    const entries = ownVips(router, others);
    const taken = takenBy(entries, router, others);
    if (taken === undefined) return entries;
    const { address, prefixLength, interface: name } = taken;
    throw fail('agent.address-present', { path: 'vips', address, prefix: prefixLength, interface: name });
  }

  /** @throws ProblemError agent.address-present */
  #planFor(config: AgentConfig): NodePlan {
    const entries = new Map(
      config.virtualRouters.map((router) => [
        routerKey(router),
        atRouter(config, router, () => this.#entries(router)),
      ]),
    );
    const vips = new Set(
      config.virtualRouters.flatMap((router) =>
        (entries.get(routerKey(router)) ?? []).map(({ address }) => addressKey(address, router.interface)),
      ),
    );
    return { config, entries, vips };
  }

  #regroup(): void {
    for (const member of this.all) member.label = labelAmong(member, this.all);
    const names = new Set(this.all.flatMap(({ config }) => config.syncGroup ?? []));
    const group = (name: string) =>
      new SyncGroup(
        name,
        this.all.filter(({ config }) => config.syncGroup === name),
      );
    this.#groups = new Map([...names].map((name) => [name, group(name)]));
    this.#faultsChanged();
  }

  #faultsChanged(): void {
    for (const group of this.#groups.values()) group.faultsChanged();
  }
}

async function retire(member: Member): Promise<void> {
  member.handle({ type: 'shutdown' });
  await Promise.all([member.parts.close(), member.parts.notifier.close()]);
}
