import type { z } from 'zod';

/** The names that a schema takes in the object at a path of a value; none where that is no object with fixed names. */
export function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const [key, ...rest] = path;
  const inner = key === undefined ? undefined : (value as Record<PropertyKey, unknown> | null)?.[key];
  switch (def.type) {
    case 'object': {
      if (key === undefined) return Object.keys(def.shape);
      const field = def.shape[String(key)];
      return field ? fieldsAt(field, rest, inner) : [];
    }
    case 'array':
      return fieldsAt(def.element, rest, inner);
    case 'tuple': {
      const item = def.items[Number(key)];
      return item ? fieldsAt(item, rest, inner) : [];
    }
    case 'optional':
    case 'default':
    case 'prefault':
      return fieldsAt(def.innerType, path, value);
    case 'union':
      return def.options
        .filter((option) => isMeant(option, value))
        .flatMap((option) => fieldsAt(option, path, value));
    default:
      return [];
  }
}

/** Of a discriminated union the option whose literals the value has. */
function isMeant(option: z.core.$ZodType, value: unknown): boolean {
  const { def } = (option as z.core.$ZodTypes)._zod;
  if (def.type !== 'object') return true;
  return Object.entries(def.shape).every(([name, field]) => {
    const { def: own } = (field as z.core.$ZodTypes)._zod;
    const given = (value as Record<string, unknown> | null)?.[name];
    return own.type !== 'literal' || own.values.includes(given as never);
  });
}

/** The known name that is nearest to a misspelt one: at most a third of its letters away; null where none is. */
export function nearestName(misspelt: string, known: readonly string[]): string | null {
  const [best] = known
    .map((name) => ({ name, distance: editDistance(misspelt.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return best?.name ?? null;
}

/** Letters to add, drop, replace or swap with a neighbour (optimal string alignment); long texts are far from all. */
function editDistance(a: string, b: string): number {
  if (a.length > 100) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const [above = 0, left = 0, diagonal = 0] = [row[j], next[j - 1], row[j - 1]];
      let least = Math.min(above + 1, left + 1, diagonal + cost);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
