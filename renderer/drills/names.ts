import { drillKindSchema } from '../../protocol/contract/drills.ts';
import type { Translate } from '../i18n/i18n.ts';

/** A drill's name in the UI; a kind that this window has not heard of keeps its own. */
export function drillName(kind: string, t: Translate): string {
  const known = drillKindSchema.safeParse(kind);
  return known.success ? t(`drill.${known.data}.name`) : kind;
}
