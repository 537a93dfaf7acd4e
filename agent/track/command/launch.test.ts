import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { planLaunch } from './launch.ts';

const command = ['/opt/check', '$(reboot)', '; rm'];
const watch = { name: 'watch', uid: 991, gid: 990, groups: [], home: '/' };
const root = { name: 'root', uid: 0, gid: 0, groups: [], home: '/root' };
const agent = { uid: 0, niceness: 0, oomScoreAdjust: 0 };

describe('planLaunch', () => {
  it('starts the program as the user, without a shell', () => {
    expect(planLaunch(command, watch, agent)).toEqual({
      file: '/opt/check',
      args: ['$(reboot)', '; rm'],
      uid: 991,
      gid: 990,
    });
  });

  it('changes nothing where the user is the agent’s own', () => {
    expect(planLaunch(command, root, agent)).toEqual({ file: '/opt/check', args: ['$(reboot)', '; rm'] });
  });

  it('gives further groups by setpriv', () => {
    const { file, args, uid } = planLaunch(command, { ...watch, groups: [4, 110] }, agent);
    expect(file).toBe('/usr/bin/setpriv');
    const identity = ['--reuid=991', '--regid=990', '--groups=990,4,110', '--'];
    expect(args).toEqual([...identity, ...command]);
    expect(uid).toBeUndefined();
  });

  it('does not pass on what the agent’s unit gives the agent', () => {
    const plan = planLaunch(command, watch, { uid: 0, niceness: -10, oomScoreAdjust: -900 });
    expect(plan).toMatchObject({ file: '/bin/sh', uid: 991, gid: 990 });
    expect(plan.args.slice(2)).toEqual(['sh', ...command]);
  });

  it.each([
    ['inherits the agent’s niceness', -10],
    ['is started around a takeover, ordinary from its birth', 0],
  ])('gives a command that %s the place of everybody else', (_name, niceness) => {
    const own = { uid: process.getuid?.() ?? 0, niceness: -10, oomScoreAdjust: 0 };
    const { file, args } = planLaunch(['/usr/bin/nice'], { ...root, uid: own.uid }, own);
    // Only root may be less nice: anybody else proves the second alone.
    const argv =
      niceness < 0 && own.uid === 0 ? ['-n', String(niceness), file, ...args] : ['-n', '0', file, ...args];
    expect(execFileSync('/usr/bin/nice', argv, { encoding: 'utf8' })).toBe('0\n');
  });
});
