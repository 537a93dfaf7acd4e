import { describe, expect, it } from 'vitest';
import { labCheckSchema } from './check-presets.ts';

describe('a check of a lab file', () => {
  it.each([
    ['nginx', { kind: 'http', url: 'http://127.0.0.1/' }],
    ['tomcat', { kind: 'http', url: 'http://127.0.0.1:8080/' }],
    ['haproxy', { kind: 'process', process: 'haproxy' }],
    ['lvs', { kind: 'script', user: 'nobody' }],
  ])('may be the preset %s, which becomes an ordinary one of its name', (kind, expected) => {
    expect(labCheckSchema.parse({ kind, weight: -60, fall: 3 })).toMatchObject({
      ...expected,
      name: kind,
      weight: -60,
      fall: 3,
    });
  });

  it('keeps a name of its own, and takes no field that the preset fills in', () => {
    expect(labCheckSchema.parse({ kind: 'nginx', name: 'web' })).toMatchObject({ name: 'web' });
    expect(labCheckSchema.safeParse({ kind: 'nginx', url: 'http://127.0.0.1:81/' }).success).toBe(false);
  });

  it('of another kind is refused by its kind', () => {
    const { error } = labCheckSchema.safeParse({ kind: 'apache' });
    expect(error?.issues[0]?.path).toEqual(['kind']);
  });
});
