import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonText, visible, visibleField, visibleLines } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-terminal-'));
afterAll(() => rmSync(folder, { recursive: true }));

function tandem(...args: string[]) {
  const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
  return spawnSync(process.execPath, [cli, ...args, '--data', join(folder, 'data')], { encoding: 'utf8' });
}

describe('what came from outside', () => {
  it('shows its control characters and those that turn the direction of writing', () => {
    expect(visible('a\x1b]0;title\x07\x9b31m\x7f\rb\u202ec\tand\nso on')).toBe(
      'a\\x1b]0;title\\x07\\x9b31m\\x7f\\rb\\u202ec\tand\nso on',
    );
    expect(visibleField('one\ntwo\tthree')).toBe('one\\ntwo\\tthree');
    expect(visibleLines('one\r\ntwo\x1b[A')).toBe('one\n  two\\x1b[A');
    expect(visible('Größe 主节点 → 🙂')).toBe('Größe 主节点 → 🙂');
  });

  it('is the same to who parses JSON', () => {
    const value = { text: 'a\x1b\x7f\x85\x9b\u202e"\\' };
    const text = jsonText(value);
    expect(text).toMatch(/^[ -~]*$/);
    expect(JSON.parse(text)).toEqual(value);
  });

  it('reaches no terminal from a keepalived.conf, its name or a lab file', () => {
    const conf = join(folder, 'a\x1b[31m.conf');
    writeFileSync(conf, 'vrrp_instance A {\n  frob\x1b]0;x\x07 \x9b2J\n  priority \x1b[2J\n}\n');
    const lab = join(folder, 'lab.json');
    writeFileSync(lab, '{"name": "a", "x\\u001b[2J\\u009b1m": 1}');
    for (const args of [
      ['lint', conf, conf],
      ['lint', conf, conf, '--json'],
      ['lint', lab],
      ['lint', lab, '--json'],
    ]) {
      const { stdout, stderr } = tandem(...args);
      expect(stdout + stderr).toMatch(/(\\x|\\u00)1b/);
      expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n\t]/u);
    }
  });
});
