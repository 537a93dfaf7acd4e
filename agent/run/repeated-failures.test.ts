import { expect, it } from 'vitest';
import { type Failure, RepeatedFailures } from './repeated-failures.ts';

it('says a failure that goes on once in ten seconds, with how often it happened, and another one at once', () => {
  let nowNs = 0n;
  const said: Failure[] = [];
  const failures = new RepeatedFailures(
    () => nowNs,
    (failure) => said.push(failure),
  );
  for (; nowNs < 10_000_000_000n; nowNs += 100_000_000n)
    failures.failed('send-advert', new Error('sendmsg: EPERM'));
  expect(said).toEqual([{ what: 'send-advert', cause: 'sendmsg: EPERM' }]);
  failures.failed('announce', new Error('sendmsg: EPERM'));
  failures.failed('send-advert', new Error('sendmsg: EPERM'));
  failures.failed('send-advert', new Error('sendmsg: ENODEV'));
  expect(said.slice(1)).toEqual([
    { what: 'announce', cause: 'sendmsg: EPERM' },
    { what: 'send-advert', cause: 'sendmsg: EPERM', more: 99 },
    { what: 'send-advert', cause: 'sendmsg: ENODEV' },
  ]);
});
