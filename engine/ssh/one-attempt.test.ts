import { beforeEach, expect, it } from 'vitest';
import { fail } from '../../protocol/contract/problem.ts';
import { type LabNode, nodeSchema } from '../../protocol/lab/schema.ts';
import { createOneAttempt, credentialKey, type OneAttempt } from './one-attempt.ts';

const refused = () => fail('host.auth-failed', { host: 'a', user: 'root' });
const unreachable = () => fail('host.unreachable', { host: 'a' });
let now: number;
let one: OneAttempt;
let asked: number;

beforeEach(() => {
  now = 0;
  asked = 0;
  one = createOneAttempt(() => now);
});

/** A connection that the host decides about when told. */
function pending() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const connect = () => {
    asked++;
    return promise;
  };
  return { connect, resolve, reject };
}

it('asks the host once where several want to use a password that is wrong', async () => {
  const { connect, reject } = pending();
  const all = [
    one.attempt('k', 'by-person', connect),
    one.attempt('k', 'by-watch', connect),
    one.attempt('k', 'by-person', connect),
  ];
  reject(refused());
  const results = await Promise.allSettled(all);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(asked).toBe(1);
});

it('lets everybody in at once where it is right', async () => {
  const { connect, resolve } = pending();
  const all = [one.attempt('k', 'by-person', connect), one.attempt('k', 'by-watch', connect)];
  resolve('in');
  expect(await Promise.all(all)).toEqual(['in', 'in']);
  const { connect: later } = pending();
  void one.attempt('k', 'by-watch', later);
  void one.attempt('k', 'by-watch', later);
  expect(asked).toBe(4);
});

it('asks again for a person after a while, never for a watch, and at once with another credential', async () => {
  const wrong = async () => {
    asked++;
    throw refused();
  };
  await expect(one.attempt('k', 'by-person', wrong)).rejects.toThrow();
  await expect(one.attempt('k', 'by-person', wrong)).rejects.toThrow();
  now = 3_600_000;
  await expect(one.attempt('k', 'by-watch', wrong)).rejects.toThrow();
  expect(asked).toBe(1);
  await expect(one.attempt('k', 'by-person', wrong)).rejects.toThrow();
  await expect(one.attempt('k2', 'by-watch', wrong)).rejects.toThrow();
  expect(asked).toBe(3);
});

it('a host that does not answer has refused nothing', async () => {
  const dead = async () => {
    asked++;
    throw unreachable();
  };
  await expect(one.attempt('k', 'by-watch', dead)).rejects.toThrow();
  await expect(one.attempt('k', 'by-watch', dead)).rejects.toThrow();
  expect(asked).toBe(2);
});

it.each<[string, Partial<LabNode>, number]>([
  ['another key file', { auth: { kind: 'key', path: '/keys/right' } }, 1],
  ['another way in', { auth: { kind: 'agent' } }, 1],
  ['another password', {}, 2],
])('%s is another credential, and is tried at once', (_what, change, version) => {
  const node = nodeSchema.parse({
    name: 'a',
    host: '10.0.0.1',
    user: 'root',
    interface: 'eth0',
    auth: { kind: 'key', path: '/keys/wrong' },
  });
  const before = credentialKey('web', node, 1);
  expect(credentialKey('web', { ...node }, 1)).toBe(before);
  expect(credentialKey('web', { ...node, ...change }, version)).not.toBe(before);
});
