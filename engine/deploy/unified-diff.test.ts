import { expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

it('says what diff -u says', () => {
  expect(unifiedDiff('/etc/x', 'a\nb\nc\n', 'a\nB\nc\n')).toBe(
    '--- /etc/x\n+++ /etc/x\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c',
  );
});

it('a file that is not there yet comes from /dev/null', () => {
  expect(unifiedDiff('/etc/x', null, 'a\n')).toBe('--- /dev/null\n+++ /etc/x\n@@ -0,0 +1 @@\n+a');
});

it('has nothing to say of equal texts', () => {
  expect(unifiedDiff('/etc/x', 'a\n', 'a\n')).toBeNull();
});
