import { type Ipv4Settings, ipv4SettingNames } from '../netlink/link-requests.ts';
import { type ChangedSetting, changes, undone } from './vmac-file.ts';

/** The part of Netlink that reads and changes them. */
export interface SettingsChanger {
  ipv4Settings(index: number): Ipv4Settings;
  setIpv4(index: number, settings: Ipv4Settings): void;
}

export interface InterfaceSettingsOptions {
  netlink: SettingsChanger;
  /** What is changed now is another list: told before anything is changed, and after it is undone. */
  noted(changed: readonly ChangedSetting[]): void;
  failed(what: string, error: unknown): void;
}

interface Held {
  users: number;
  /** Null where it was so already. */
  changed: ChangedSetting | null;
}

/** Settings of IPv4 on interfaces, other than they were for as long as a virtual router needs them so. */
export class InterfaceSettings {
  readonly #options: InterfaceSettingsOptions;
  /** By index and setting. */
  readonly #held = new Map<string, Held>();

  constructor(options: InterfaceSettingsOptions) {
    this.#options = options;
  }

  /**
   * @param wanted whoever wants the same setting on the same interface wants the same value
   * @throws SystemError
   */
  hold(link: { name: string; index: number }, wanted: Ipv4Settings): { release(): void } {
    const { netlink } = this.#options;
    const names = ipv4SettingNames.filter((name) => wanted[name] !== undefined);
    const keys = names.map((name) => `${link.index} ${name}`);
    let released = false;
    const release = () => {
      if (!released) this.#release(link.index, keys);
      released = true;
    };
    if (keys.some((key) => !this.#held.has(key))) {
      const present = changes(link.name, netlink.ipv4Settings(link.index), wanted);
      for (const [at, name] of names.entries()) {
        const changed = present.find(({ setting }) => setting === name) ?? null;
        const key = keys[at] ?? '';
        if (!this.#held.has(key)) this.#held.set(key, { users: 0, changed });
      }
    }
    const fresh: Ipv4Settings = {};
    for (const key of keys) {
      const held = this.#held.get(key);
      if (held === undefined) continue;
      held.users += 1;
      if (held.users === 1 && held.changed) fresh[held.changed.setting] = held.changed.ours;
    }
    if (Object.keys(fresh).length > 0) {
      this.#note();
      try {
        netlink.setIpv4(link.index, fresh);
      } catch (error) {
        release();
        throw error;
      }
    }
    return { release };
  }

  /** @param changed of one interface; what somebody else has set since stays */
  restore(index: number, changed: readonly ChangedSetting[]): void {
    const { netlink, failed } = this.#options;
    if (changed.length === 0) return;
    try {
      const settings = undone(changed, netlink.ipv4Settings(index));
      if (Object.keys(settings).length > 0) netlink.setIpv4(index, settings);
    } catch (error) {
      failed('restore-settings', error);
    }
  }

  #release(index: number, keys: readonly string[]): void {
    const over: ChangedSetting[] = [];
    for (const key of keys) {
      const held = this.#held.get(key);
      if (held === undefined) continue;
      held.users -= 1;
      if (held.users > 0) continue;
      this.#held.delete(key);
      if (held.changed) over.push(held.changed);
    }
    if (over.length === 0) return;
    this.restore(index, over);
    this.#note();
  }

  #note(): void {
    this.#options.noted([...this.#held.values()].flatMap(({ changed }) => changed ?? []));
  }
}
