import type { CheckKind } from '../../protocol/lab/checks.ts';
import type { NamedCheck } from '../../protocol/lab/name-checks.ts';
import type { ProbeResult } from './probe.ts';
import { firstVerdict, judge, type Thresholds, type Verdict } from './verdict.ts';

/** What is known of a check. Times are nanoseconds since the epoch, as text. */
export interface CheckStatus {
  name: string;
  kind: CheckKind;
  weight: number;
  passing: boolean;
  /** Since when it is passing or failing. */
  sinceNs: string;
  /** Of the last result; empty before the first. */
  detail: string;
  /** When the last result came; null before the first. */
  lastNs: string | null;
  counts: {
    good: number;
    bad: number;
    /** How often the verdict changed. */
    changes: number;
  };
}

/** The verdict on one check and what led to it. */
export class CheckState {
  readonly #check: NamedCheck;
  readonly #thresholds: Thresholds;
  readonly #changed: (cause: string) => void;
  readonly #counts = { good: 0, bad: 0, changes: 0 };
  #verdict: Verdict;
  #sinceNs: bigint;
  #lastNs: bigint | null = null;
  #detail = '';

  /** @param previous of the check that had this name before a reload: its verdict stays until results change it */
  constructor(check: NamedCheck, nowNs: bigint, changed: (cause: string) => void, previous?: CheckState) {
    this.#check = check;
    // Being told once is all there is to an interface: it cannot be asked so many times.
    this.#thresholds = check.kind === 'interface' ? { rise: 1, fall: 1 } : check;
    this.#changed = changed;
    this.#verdict = previous ? { passing: previous.passing, against: 0 } : firstVerdict(check);
    this.#sinceNs = previous ? previous.#sinceNs : nowNs;
  }

  get passing(): boolean {
    return this.#verdict.passing;
  }

  take({ ok, detail }: ProbeResult, nowNs: bigint): void {
    const before = this.#verdict.passing;
    this.#verdict = judge(this.#verdict, ok, this.#thresholds);
    this.#lastNs = nowNs;
    this.#detail = detail;
    this.#counts[ok ? 'good' : 'bad'] += 1;
    if (this.#verdict.passing === before) return;
    this.#sinceNs = nowNs;
    this.#counts.changes += 1;
    this.#changed(`check ${this.#check.name} ${ok ? 'passes' : 'fails'}: ${detail}`);
  }

  /** @param weight which a reload may change without anything else */
  status(weight: number): CheckStatus {
    const { name, kind } = this.#check;
    return {
      name,
      kind,
      weight,
      passing: this.#verdict.passing,
      sinceNs: `${this.#sinceNs}`,
      detail: this.#detail,
      lastNs: this.#lastNs === null ? null : `${this.#lastNs}`,
      counts: { ...this.#counts },
    };
  }
}
