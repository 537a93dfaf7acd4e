import type { Consent } from '../../protocol/contract/deploy.ts';
import type { PlanAction } from '../../protocol/contract/plan.ts';

/** Actions that follow each other on one node; `node` is null for what concerns both. */
export interface PlanGroup {
  node: string | null;
  actions: PlanAction[];
}

export function groupActions(actions: readonly PlanAction[]): PlanGroup[] {
  const groups: PlanGroup[] = [];
  for (const action of actions) {
    const last = groups.at(-1);
    if (last && last.node === action.node) last.actions.push(action);
    else groups.push({ node: action.node, actions: [action] });
  }
  return groups;
}

/** Actions that only look change nothing and still have something to do. */
export function isLook({ kind }: PlanAction): boolean {
  return kind === 'check-segment' || kind.startsWith('verify');
}

/** What a person has to agree to, and on which nodes. */
export function consentsOf(actions: readonly PlanAction[]): Map<Consent, string[]> {
  const wanted = new Map<Consent, string[]>();
  for (const { consent, node } of actions)
    if (consent !== null && node !== null) wanted.set(consent, [...(wanted.get(consent) ?? []), node]);
  return wanted;
}

export interface DiffLine {
  no: number;
  kind: 'file' | 'range' | 'added' | 'removed' | 'same';
  text: string;
}

/** The lines of a unified diff of one file; the first two name the file, and may look like changes. */
export function diffLines(diff: string): DiffLine[] {
  return diff.split('\n').map((text, no): DiffLine => {
    if (no < 2) return { no, kind: 'file', text };
    if (text.startsWith('@@')) return { no, kind: 'range', text };
    return { no, kind: text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'same', text };
  });
}
