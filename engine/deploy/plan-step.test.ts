import { describe, expect, it } from 'vitest';
import { exportConf } from '../../protocol/keepalived/export-conf.ts';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import { nodeConfigText } from './node-config.ts';
import { writeStep } from './plan-step.ts';
import { testLab } from './test-lab.ts';

/** What a plan shows of a configuration with a password of VRRP version 2. */

const withPassword = (authPass: string): Lab =>
  labSchema.parse({
    ...testLab,
    vrrpVersion: 2,
    virtualRouters: testLab.virtualRouters.map((router) => ({ ...router, authPass })),
  });
const [node] = testLab.nodes;

describe.each([
  ['agent.json', 'qu"xq', (lab: Lab) => nodeConfigText(lab, node)],
  ['keepalived.conf', 'quxq', (lab: Lab) => exportConf(lab, node, {}).text],
])('%s', (path, before, textOf) => {
  it('names neither the old nor the new password, and shows that it changes', () => {
    const { diff, changes } = writeStep(path, textOf(withPassword(before)), textOf(withPassword('zwkj')));
    expect(changes).toBe(true);
    const [old, fresh] =
      diff?.split('\n').filter((line) => /^[-+] .*auth_?pass /i.test(line.replace('":', ' '))) ?? [];
    expect(old).toMatch(/^-/);
    expect(fresh).toBe(old?.replace('-', '+'));
    expect(diff).not.toMatch(/qu|xq|zwkj/);
  });

  it('hides one in a file that is not there yet', () => {
    const { diff } = writeStep(path, null, textOf(withPassword('s3cret')));
    expect(diff).not.toContain('s3cret');
    expect(diff).toMatch(/^\+.*auth_?pass.*\*{8}/im);
  });
});

it('hides what stands in somebody else’s keepalived.conf, with all that follows it', () => {
  const theirs = 'vrrp_instance x {\n\tauth_pass\t"two words" # was: 1234\n  priority 100\n}\n';
  const { diff } = writeStep('keepalived.conf', theirs, '');
  expect(diff).not.toMatch(/two|words|1234/);
  expect(diff).toContain('-  priority 100');
});
