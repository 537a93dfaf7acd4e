import { expect, it } from 'vitest';
import { compileCacheFolder } from './compile-cache.ts';

const folder = '/home/eva/tandem/node_modules/.cache/tandem-compiled';
const eva = 1000;

it.each([
  ['is in the checkout of whoever runs it', {}, eva, eva, folder],
  ['leaves nothing of root in somebody’s checkout', {}, eva, 0, null],
  ['is nowhere where there is no place for it', {}, undefined, eva, null],
  ['is in the checkout where files have no users', {}, 0, undefined, folder],
  ['is where the environment says', { NODE_COMPILE_CACHE: '/tmp/cache' }, eva, 0, '/tmp/cache'],
] as const)('%s', (_name, env, owner, uid, expected) => {
  expect(compileCacheFolder(env, folder, owner, uid)).toBe(expected);
});
