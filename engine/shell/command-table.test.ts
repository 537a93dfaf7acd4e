import { describe, expect, it } from 'vitest';
import { refuseForeign } from './command-table.ts';
import { hostAndPort } from './host-and-port.ts';

describe('what a command does not take', () => {
  it.each([
    ['deploy', ['json', 'install-keepalived'], ['lab.json']],
    ['lint', [], ['a.json', 'b.json', 'c.json']],
    ['keepalived', ['out'], ['export', 'lab.json']],
  ])('is nothing of these: %s %j %j', (command, options, args) => {
    expect(() => refuseForeign(command, options, args)).not.toThrow();
  });

  it.each([
    ['preflight', ['vrid'], ['lab.json'], '--vrid'],
    ['uninstall', [], ['lab.json', 'other.json'], 'other.json'],
    ['status', ['replace'], ['lab.json'], '--replace'],
  ])('is refused by name: %s %j %j', (command, options, args, named) => {
    expect(() => refuseForeign(command, options, args)).toThrow(named);
  });
});

describe('HOST[:PORT]', () => {
  it.each([
    ['10.77.0.11', '10.77.0.11', 22],
    ['web:2222', 'web', 2222],
    ['fd77::11', 'fd77::11', 22],
    ['[fd77::11]:2222', 'fd77::11', 2222],
    ['[::1]', '::1', 22],
  ])('%s', (text, host, port) => {
    expect(hostAndPort(text)).toEqual({ host, port });
  });

  it.each(['', ':22', 'web:', 'web:abc', 'web:0', 'web:70000', '10.77.0.11:22:33', '[fd77::11'])(
    'refuses “%s”',
    (text) => {
      expect(() => hostAndPort(text)).toThrow('HOST[:PORT]');
    },
  );
});
