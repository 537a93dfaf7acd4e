import { beforeEach, describe, expect, it } from 'vitest';
import { Faults } from './faults.ts';
import { ownFault, SyncGroup, type SyncMember } from './sync-group.ts';

class Member implements SyncMember {
  readonly label: string;
  readonly did: string[] = [];
  readonly faults = new Faults();
  isHandingOver = false;
  isReady = false;
  isMaster = false;

  constructor(label: string) {
    this.label = label;
  }
  ownFault = () => ownFault(this.faults.all);
  handle: SyncMember['handle'] = (event) => {
    this.did.push(event.type === 'sync' ? `sync ${event.to}` : event.type);
  };
  setFault(key: string, cause: string): void {
    if (this.faults.add(key, cause)) this.did.push(`fault: ${cause}`);
  }
  clearFault(key: string): void {
    if (this.faults.remove(key)) this.did.push('cleared');
  }
}

let inside: Member;
let outside: Member;
let group: SyncGroup;
beforeEach(() => {
  inside = new Member('router 51');
  outside = new Member('router 52');
  group = new SyncGroup('gateway', [inside, outside]);
});

describe('a sync group', () => {
  it('leads as a whole and stops leading as a whole', () => {
    group.moved(inside, 'backup', 'master');
    group.moved(inside, 'master', 'backup');
    expect(outside.did).toEqual(['sync master', 'sync backup']);
    expect(inside.did).toEqual([]);
  });

  it('leads only when every other member would lead too', () => {
    expect(group.mayLead(inside)).toBe(false);
    outside.isReady = true;
    expect(group.mayLead(inside)).toBe(true);
  });

  it('that is put together from different states leads as a whole', () => {
    group.unite();
    expect([inside.did, outside.did]).toEqual([[], []]);
    outside.isMaster = true;
    group.unite();
    expect([inside.did, outside.did]).toEqual([['sync master'], []]);
  });

  it('does not pull at members that are moved as one, or hand over', () => {
    group.asOne(() => group.moved(inside, 'backup', 'master'));
    outside.isHandingOver = true;
    group.moved(inside, 'master', 'backup');
    expect(outside.did).toEqual([]);
  });

  it('is in fault as a whole, and says whose fault it is', () => {
    inside.setFault('link', 'eth0 is down');
    group.faultsChanged();
    expect(outside.did).toEqual(['fault: sync group gateway: router 51: eth0 is down']);
    inside.clearFault('link');
    group.faultsChanged();
    expect(outside.did.at(-1)).toBe('cleared');
  });

  it('stays in fault until the last member is well', () => {
    for (const member of [inside, outside]) {
      member.setFault('link', `${member.label} is down`);
      group.faultsChanged();
    }
    inside.clearFault('link');
    group.faultsChanged();
    expect(inside.did).not.toContain('cleared');
    outside.clearFault('link');
    group.faultsChanged();
    expect(inside.did.at(-1)).toBe('cleared');
    expect(outside.did.at(-1)).toBe('cleared');
  });
});
