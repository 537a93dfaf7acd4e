import { expect, test } from 'vitest';
import { parseCommandLine } from './command-line.ts';

test.each([
  [['up'], { name: 'up', json: false }],
  [['up', '--json'], { name: 'up', json: true }],
  [['status', '--json'], { name: 'status', json: true }],
  [['down'], { name: 'down' }],
  [[], { name: 'help' }],
  [['shell', 'client'], { name: 'shell', place: 'client' }],
  [['exec', 'node-a', '--', 'ls', '--', '-l'], { name: 'exec', place: 'node-a', argv: ['ls', '--', '-l'] }],
  [['exec', 'node-b', 'ls', '-l'], { name: 'exec', place: 'node-b', argv: ['ls', '-l'] }],
])('%j is understood', (args, command) => {
  expect(parseCommandLine(args)).toEqual(command);
});

test.each([
  [['sideways'], 'there is no command sideways'],
  [['up', '--fast'], 'up knows no --fast'],
  [['down', 'node-a'], 'down takes no arguments'],
  [['exec', 'node-c', '--', 'ls'], 'exec wants one of node-a, node-b, client'],
  [['exec', 'node-a', '--'], 'exec wants a command after --'],
  [['shell', 'node-a', 'ls'], 'shell takes only a node'],
])('%j is refused', (args, words) => {
  expect(parseCommandLine(args)).toBe(words);
});
