import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import koffi from 'koffi';

/** setns(2): what this thread opens, reads in /proc and spawns from now on is in that namespace. */
const setns = koffi.load(null).func('int setns(int fd, int type)');
const CLONE_NEWNET = 0x40000000;

function enter(namespace: number): void {
  if (setns(namespace, CLONE_NEWNET) !== 0) throw new Error(`setns: errno ${koffi.errno()}`);
}

/** A network of its own for one test. Needs root. */
export class NetworkNamespace {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    execFileSync('ip', ['netns', 'add', name]);
    this.ip('link', 'set', 'lo', 'up');
  }

  /** ip(8) inside; what it printed. @throws Error with what it complained about */
  ip(...args: string[]): string {
    return execFileSync('ip', ['-n', this.name, ...args], { encoding: 'utf8' });
  }

  /**
   * Runs `work` inside. Sockets stay where they were opened; what is asynchronous goes on outside, except for child
   * processes, which are inside for good.
   */
  run<Result>(work: () => Result): Result {
    const outside = openSync('/proc/thread-self/ns/net', 'r');
    const inside = openSync(`/run/netns/${this.name}`, 'r');
    try {
      enter(inside);
      return work();
    } finally {
      enter(outside);
      closeSync(inside);
      closeSync(outside);
    }
  }

  remove(): void {
    execFileSync('ip', ['netns', 'delete', this.name]);
  }
}

/** Joins two namespaces by a cable with an `eth0` at each end, both up. */
export function cable(left: NetworkNamespace, right: NetworkNamespace, macs: [string, string]): void {
  const ends = ['peer', 'name', 'eth0', 'address', macs[1], 'netns', right.name];
  left.ip('link', 'add', 'eth0', 'address', macs[0], 'type', 'veth', ...ends);
  for (const end of [left, right]) end.ip('link', 'set', 'eth0', 'up');
}
