import { expect, test } from 'vitest';
import { makeProblem } from '../../protocol/contract/problem.ts';
import type { NodeLink } from '../../protocol/contract/topology.ts';
import { labOf } from '../testing/fixtures.ts';
import { linkTroubles } from './link-troubles.ts';

const names: [string, string] = ['node-a', 'node-b'];
const held = { password: true, sudo: true, passphrase: 'unneeded' } as const;
const summaryOf = (password: boolean) => {
  const summary = labOf('pair', names);
  const [first, second] = summary.lab.nodes;
  const asks = { ...first, auth: { kind: 'password' } } as const;
  const secrets = { 'node-a': { ...held, password }, 'node-b': held };
  return { ...summary, lab: { ...summary.lab, nodes: [asks, second] as typeof summary.lab.nodes }, secrets };
};
const missing = makeProblem('host.secret-missing', { user: 'root', host: '10.0.0.1' });
const nodeOf = (name: string, problem: NodeLink['problem'], agent: NodeLink['agent'] = 'unknown') =>
  ({ name, agent, problem }) as NodeLink;
const told = (nodes: NodeLink[], password: boolean) =>
  linkTroubles(nodes, summaryOf(password)).map(({ name }) => name);

test('a password that fields on the screen ask for is not missed a second time', () => {
  const nodes = [nodeOf('node-a', missing), nodeOf('node-b', missing)];
  expect(told(nodes, false)).toEqual(['node-b']);
  expect(told(nodes, true)).toEqual(names);
});

test('any other reason is said, and of a node that reports nothing', () => {
  const closed = makeProblem('host.port-closed', { host: '10.0.0.1', port: 22 });
  expect(told([nodeOf('node-a', closed), nodeOf('node-b', closed, 'reporting')], false)).toEqual(['node-a']);
});
