import { describe, expect, it } from 'vitest';
import { importsOf, objection } from './check-layers.ts';

describe('importsOf', () => {
  it('finds static, side-effect, re-exported and dynamic imports', () => {
    const source = `import a from './a.ts';\nimport 'b';\nexport { c } from "./c.ts";\nconst d = await import('d');\nimport {\n  e,\n} from 'node:e';`;
    expect(importsOf(source)).toEqual(['./a.ts', 'b', './c.ts', 'd', 'node:e']);
  });
});

describe('objection', () => {
  it.each([
    ['renderer/app.tsx', '../engine/engine.ts'],
    ['renderer/app.tsx', 'node:fs'],
    ['protocol/wire/vrrp.ts', 'node:buffer'],
    ['protocol/wire/vrrp.ts', '../../agent/main.ts'],
    ['engine/engine.ts', '../electron/main/main.ts'],
    ['engine/engine.ts', 'electron'],
    ['engine/engine.ts', 'raw-socket'],
    ['agent/main.ts', '../engine/engine.ts'],
    ['electron/preload/preload.ts', '../../engine/engine.ts'],
    ['agent/main.ts', '../lab/cli.ts'],
  ])('refuses that %s imports %s', (file, specifier) => {
    expect(objection(file, specifier)).not.toBeNull();
  });

  it.each([
    ['renderer/app.tsx', '../protocol/contract/contract.ts'],
    ['renderer/app.tsx', 'react-aria-components'],
    ['protocol/wire/vrrp.test.ts', 'vitest'],
    ['engine/engine.ts', '../package.json'],
    ['lab/e2e/main-line.lab.test.ts', '../../engine/shell/server.ts'],
  ])('allows that %s imports %s', (file, specifier) => {
    expect(objection(file, specifier)).toBeNull();
  });
});
