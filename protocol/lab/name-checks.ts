import type { Check } from './checks.ts';

export type NamedCheck = Check & { name: string };

/** Every check with its name: its own, or its kind and its place in the list from 1, such as `tcp-2`. */
export function nameChecks(checks: readonly Check[]): NamedCheck[] {
  return checks.map((check, index) => ({ ...check, name: check.name ?? `${check.kind}-${index + 1}` }));
}

/** A name that two checks have, made ones included; null where each is its check's own. */
export function sharedName(checks: readonly Check[]): string | null {
  const names = nameChecks(checks).map(({ name }) => name);
  return names.find((name, index) => names.indexOf(name) !== index) ?? null;
}
