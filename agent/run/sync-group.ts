import type { VrrpState } from '../../protocol/control/agent-messages.ts';
import type { RouterEvent } from '../../protocol/vrrp/state.ts';

/** What a sync group needs of its members. */
export interface SyncMember {
  /** For causes: "router 51". */
  readonly label: string;
  /** Reasons of its own to be in fault, the group's left out. */
  ownFault(): string | null;
  handle(event: RouterEvent): void;
  setFault(key: string, cause: string, reachable: boolean): void;
  clearFault(key: string, cause: string): void;
  /** It leads, or would as soon as the others do. */
  readonly isReady: boolean;
  readonly isMaster: boolean;
  /** It serves until its own peer leads, whatever the others do. */
  readonly isHandingOver: boolean;
}

const FAULT_KEY = 'sync-group';

/**
 * Virtual routers that are master together or not at all (keepalived.conf(5), vrrp_sync_group): a gateway with an
 * inside and an outside address is of no use with one of them.
 */
export class SyncGroup {
  readonly #name: string;
  readonly #members: readonly SyncMember[];
  #movesAsOne = false;

  constructor(name: string, members: readonly SyncMember[]) {
    this.#name = name;
    this.#members = members;
  }

  /** `work` moves every member by itself: none follows another meanwhile. */
  asOne(work: () => void): void {
    this.#movesAsOne = true;
    try {
      work();
    } finally {
      this.#movesAsOne = false;
    }
  }

  /**
   * Only when every other member leads or would lead too: where one of them hears a master that it follows, the group is
   * that one's, and leading with a part of it would take the addresses back and forth.
   */
  mayLead(member: SyncMember): boolean {
    return this.#members.every((other) => other === member || other.isReady);
  }

  /** A member changed its state. */
  moved(member: SyncMember, from: VrrpState, to: VrrpState): void {
    if (this.#movesAsOne) return;
    const cause = `sync group ${this.#name}: ${member.label} is ${to}`;
    if (to === 'master') this.#tellOthers(member, { type: 'sync', to: 'master', cause });
    else if (from === 'master' && to === 'backup')
      this.#tellOthers(member, { type: 'sync', to: 'backup', cause });
  }

  /**
   * A reload may have put together who was in different states, and a router that does not preempt would leave it at
   * that. The group leads where one of it does; whoever outranks a member takes the whole of it.
   */
  unite(): void {
    const leader = this.#members.find((member) => member.isMaster && !member.isHandingOver);
    if (leader) this.moved(leader, 'backup', 'master');
  }

  /** The reasons of some member changed: while one has any, none may lead. */
  faultsChanged(): void {
    for (const member of this.#members) {
      const broken = this.#members.find((other) => other !== member && other.ownFault() !== null);
      const cause = `sync group ${this.#name}`;
      if (broken) member.setFault(FAULT_KEY, `${cause}: ${broken.label}: ${broken.ownFault()}`, true);
      else member.clearFault(FAULT_KEY, `${cause} is whole`);
    }
  }

  #tellOthers(member: SyncMember, event: RouterEvent): void {
    for (const other of this.#members) if (other !== member && !other.isHandingOver) other.handle(event);
  }
}

/** Of a router's causes by key, the first that is not its group's. */
export function ownFault(causes: ReadonlyMap<string, string>): string | null {
  for (const [key, cause] of causes) if (key !== FAULT_KEY) return cause;
  return null;
}
