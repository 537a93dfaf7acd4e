/**
 * Whether a check counts as passing. One result does not decide: `rise` good ones in a row make a failing check pass,
 * `fall` bad ones in a row make a passing one fail (keepalived.conf(5), vrrp_script).
 */
export interface Verdict {
  passing: boolean;
  /** Results in a row that speak against `passing`. */
  against: number;
}

export interface Thresholds {
  rise: number;
  fall: number;
}

export function firstVerdict({ startsFailing }: { startsFailing: boolean }): Verdict {
  return { passing: !startsFailing, against: 0 };
}

export function judge({ passing, against }: Verdict, ok: boolean, { rise, fall }: Thresholds): Verdict {
  if (ok === passing) return { passing, against: 0 };
  const needed = passing ? fall : rise;
  return against + 1 >= needed ? { passing: ok, against: 0 } : { passing, against: against + 1 };
}
