import { expect, it } from 'vitest';
import { exportConf } from '../../protocol/keepalived/export-conf.ts';
import { nodeConfigText } from './node-config.ts';
import { replacesLab, servedByAgent, servedByKeepalived } from './other-lab.ts';
import { testLab } from './test-lab.ts';

const [a, b] = testLab.nodes;
const other = { ...testLab, name: 'other' };
const readers = [
  ['agent', (lab: typeof testLab) => servedByAgent(nodeConfigText(lab, a))],
  ['keepalived', (lab: typeof testLab) => servedByKeepalived(exportConf(lab, a).text)],
] as const;

it.each(readers)('%s: a node of this very lab needs no consent, one of another does', (_, servedBy) => {
  expect(replacesLab(testLab, a, servedBy(testLab), [])).toBe(false);
  expect(() => replacesLab(testLab, a, servedBy(other), [])).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({
        code: 'deploy.other-lab',
        params: { node: 'a', lab: 'other', as: 'a' },
      }),
    }),
  );
  expect(replacesLab(testLab, a, servedBy(other), ['replace-lab'])).toBe(true);
});

it.each(readers)('%s: a lab of the same name with other nodes is another pair', (_, servedBy) => {
  expect(() => replacesLab(testLab, b, servedBy(testLab), [])).toThrow('as a');
});

it('a host with nothing, or with a file that is not ours, serves no lab', () => {
  expect(servedByAgent(null)).toBe(null);
  expect(servedByAgent('{"format":')).toBe(null);
  expect(servedByKeepalived(null)).toBe(null);
  expect(servedByKeepalived('global_defs {\n}\n# Written by Tandem: lab x, node y\n')).toBe(null);
});
