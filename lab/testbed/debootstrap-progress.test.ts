import { expect, test } from 'vitest';
import { followDebootstrap } from './debootstrap-progress.ts';

test('a build goes from 0 towards 100 and never back, with the package it is at', () => {
  const packages = ['adduser', 'apt', 'libstdc++6', 'nginx-light'];
  const lines = [
    'I: Retrieving InRelease ',
    ...packages.flatMap((name) => [`I: Retrieving ${name} 1.0`, `I: Validating ${name} 1.0`]),
    'I: Chosen extractor for .deb packages: dpkg-deb',
    ...packages.map((name) => `I: Extracting ${name}...`),
    ...packages.flatMap((name) => [`I: Unpacking ${name}...`, `I: Configuring ${name}...`]),
    'I: Base system installed successfully.',
  ];
  const follow = followDebootstrap(8);
  const steps = lines.flatMap((line) => follow(line) ?? []);
  const percents = steps.map((step) => step.percent);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  expect(percents.at(-1)).toBe(98);
  expect(steps.map((step) => step.message)).toContain('Retrieving libstdc++6');
  expect(steps.map((step) => step.message)).toContain('Configuring nginx-light');
});

test('more packages than expected do not exceed the share of their phase', () => {
  const follow = followDebootstrap(1);
  follow('I: Retrieving a1 1');
  expect(follow('I: Retrieving b1 1')?.percent).toBe(35);
});

test('other lines say nothing about progress', () => {
  const follow = followDebootstrap(10);
  expect(follow('I: Validating apt 2.6.1')).toBeUndefined();
  expect(follow('W: something')).toBeUndefined();
});
