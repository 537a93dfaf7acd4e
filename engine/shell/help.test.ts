import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { labSchema } from '../../protocol/lab/schema.ts';
import { commandTable } from './command-table.ts';
import { completion, helpOf, overview, smallestLab } from './help.ts';

const commands = Object.keys(commandTable);

describe('help', () => {
  it('names every command, and of each every option that it takes', () => {
    for (const name of commands) {
      expect(overview()).toContain(`\n  ${name} `);
      for (const option of Object.keys(commandTable[name]?.options ?? {})) {
        const written = commandTable[name]?.takes.includes(`--no-${option}`)
          ? `--no-${option}`
          : `--${option}`;
        expect(commandTable[name]?.takes).toContain(written);
        expect(helpOf(name)).toContain(`\n  ${written}`);
      }
    }
  });

  it('shows a lab that can be deployed as it stands', () => {
    expect(labSchema.safeParse(JSON.parse(smallestLab))).toMatchObject({ success: true });
    expect(helpOf('lab')).toContain(smallestLab);
  });
});

describe('the completion of bash', () => {
  const complete = (...words: string[]) => {
    const script = `${completion()}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tandem; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').filter(Boolean);
  };

  it('gives commands, and the options of the one that is typed', () => {
    expect(complete('tandem', 'pre')).toEqual(['preflight']);
    expect(complete('tandem', 'deploy', '--inst')).toEqual(['--install-keepalived']);
    expect(complete('tandem', 'serve', '--no')).toEqual(['--no-open']);
    expect(complete('tandem', 'nope', '--')).toEqual([]);
  });
});
