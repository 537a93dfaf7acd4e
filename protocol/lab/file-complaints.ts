import type { z } from 'zod';
import { fieldsAt, nearestName } from './field-names.ts';
import { lineOfPath } from './json-place.ts';

/** What is wrong with a JSON file, and where. */
export interface Complaint {
  /** Counts from 1. */
  line: number;
  /** `virtualRouters.0.vips`: the field and what is wrong with it. */
  text: string;
}

/** Nobody reads more at once, and to find each one's line the file is read up to there. */
const mostPlaced = 20;

/**
 * Of a value that a schema refused, each with its line in the file; misspelt names first, with the name that was
 * probably meant, since what is missing is often just that. Of very many the first ones, and how many more there are.
 */
export function complaintsOf(
  schema: z.core.$ZodType,
  issues: readonly z.core.$ZodIssue[],
  text: string,
): Complaint[] {
  const value: unknown = JSON.parse(text);
  const at = (path: readonly PropertyKey[], what: string) => ({ path, what });
  const meant = new Set<string>();
  const unknown = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const known = fieldsAt(schema, issue.path, value);
    return issue.keys.map((key) => {
      const nearest = nearestName(key, known);
      if (nearest !== null) meant.add([...issue.path, nearest].map(String).join('.'));
      const hint = nearest === null ? '' : `; did you mean ${nearest}?`;
      return at([...issue.path, key], `there is no field of this name${hint}`);
    });
  });
  const others = issues
    .filter(({ code, path }) => code !== 'unrecognized_keys' && !meant.has(path.map(String).join('.')))
    .map(({ path, message }) => at(path, message));
  const all = [...unknown, ...others];
  return all.slice(0, mostPlaced).map(({ path, what }, index) => {
    const untold = index === mostPlaced - 1 ? all.length - mostPlaced : 0;
    const words = [path.map(String).join('.'), what].filter(Boolean).join(': ');
    return { line: lineOfPath(text, path), text: untold > 0 ? `${words}; and ${untold} more` : words };
  });
}

/** For people, on one line: the first complaint's place, and all that there is to say. */
export function placedComplaints(
  file: string,
  complaints: readonly Complaint[],
): { path: string; detail: string } {
  const [first, ...more] = complaints;
  const placed = more.map(({ line, text }) => `${file}:${line}: ${text}`);
  return { path: first ? `${file}:${first.line}` : file, detail: [first?.text ?? '', ...placed].join('; ') };
}
