import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOfPath, lineOfSyntaxError, repeatedName } from './json-place.ts';

const text = `{
  "name": "we{b",
  "nodes": [
    { "name": "a" },
    {
      "na\\"me": [1, [2, 3], {}],
      "host": "b"
    }
  ],
  "last": true
}`;

describe('the line of a value', () => {
  it.each<[PropertyKey[], number]>([
    [[], 1],
    [['name'], 2],
    [['nodes'], 3],
    [['nodes', 0, 'name'], 4],
    [['nodes', 1], 5],
    [['nodes', 1, 'na"me', 1, 0], 6],
    [['nodes', 1, 'host'], 7],
    [['last'], 10],
  ])('%j is %i', (path, line) => {
    expect(lineOfPath(text, path)).toBe(line);
  });

  it('is that of what should hold it, where it is missing', () => {
    expect(lineOfPath(text, ['nodes', 1, 'port'])).toBe(5);
    expect(lineOfPath(text, ['nodes', 7])).toBe(3);
    expect(lineOfPath(text, ['name', 'first'])).toBe(2);
  });

  it('is found in any JSON, in any order of asking', () => {
    fc.assert(
      fc.property(fc.json(), fc.array(fc.oneof(fc.string(), fc.nat(3)), { maxLength: 4 }), (json, path) => {
        expect(lineOfPath(JSON.stringify(JSON.parse(json)), path)).toBe(1);
      }),
    );
  });
});

describe('the line of a syntax error', () => {
  const line = (broken: string) => {
    try {
      JSON.parse(broken);
    } catch (error) {
      return lineOfSyntaxError(broken, error);
    }
    return undefined;
  };

  it('is where the text stops being JSON', () => {
    expect(line('{\n  "a": 1,\n  b: 2\n}')).toBe(3);
    expect(line('{\n  "a": 1,\n')).toBe(3);
    expect(line('{\n"format": 1,\n"lab": "web",\n"node": wrong\n}')).toBe(4);
    expect(line('{"a":\n x}')).toBe(2);
    expect(line('hello')).toBe(1);
  });
});

describe('a name that stands twice in one object', () => {
  it.each([
    ['{"a": 1,\n"b": 2,\n"a": 3}', { name: 'a', line: 3 }],
    ['{"x": [{"a": 1}, {"a": 1, "b": {"a": 1},\n"\\u0061": 2}]}', { name: 'a', line: 2 }],
    ['{"a": {"a": "a"}, "b": ["a", "a"], "c": "\\"a\\": 1, \\"a\\": {"}', null],
    ['[{"a": 1}, {"a": 1}]', null],
  ])('%s', (text, expected) => {
    expect(repeatedName(text)).toEqual(expected);
  });

  it('is looked for in ten megabytes as well', () => {
    expect(repeatedName(`{"a": "${'x'.repeat(10_000_000)}", "a": 1}`)).toEqual({ name: 'a', line: 1 });
  });
});
