import type { KeepalivedConf } from '../keepalived/model.ts';
import { type NoteCode, placeText } from '../keepalived/notes.ts';
import type { Lab } from '../lab/schema.ts';
import { dualMasterFindings, groupFindings, scriptFindings, weightFindings } from './check-rules.ts';
import { type Finding, finding, type Severity } from './finding.ts';
import { couplesOf, type LintPair } from './pair.ts';
import { pairOfConfs } from './pair-of-confs.ts';
import { pairOfLab } from './pair-of-lab.ts';
import { coupleFindings } from './pair-rules.ts';
import { duplicateFindings, routerFindings, sharedVipFindings } from './router-rules.ts';

export interface NamedConf {
  name: string;
  conf: KeepalivedConf;
}

/** Lint of a pair's two configurations. */
export function lintConfs(confs: readonly [NamedConf, NamedConf]): Finding[] {
  return [
    ...confs.flatMap(({ conf }) => noteFindings(conf)),
    ...confs.flatMap(incompleteFindings),
    ...lintPair(pairOfConfs(confs)),
  ];
}

/** What keepalived does not run without. */
function incompleteFindings({ name: a, conf: { instances, globals } }: NamedConf): Finding[] {
  if (instances.length === 0) return [finding('instance-missing', 'error', a, { a })];
  return instances.flatMap(({ name, place, vrid, interface: own }) => {
    const missing = (keyword: string) =>
      finding('setting-missing', 'error', placeText(place), { a, name, keyword });
    return [
      ...(vrid ? [] : [missing('virtual_router_id')]),
      ...((own ?? globals.defaultInterface) ? [] : [missing('interface')]),
    ];
  });
}

export function lintLab(lab: Lab): Finding[] {
  return lintPair(pairOfLab(lab));
}

const order: readonly Severity[] = ['error', 'warning', 'info'];

/** Errors first; what stands in one place for both nodes, as most of a lab does, is said once. */
function lintPair({ nodes, isDualMaster }: LintPair): Finding[] {
  const couples = couplesOf(nodes);
  const found = [
    ...missingFindings({ nodes, isDualMaster }),
    ...nodes.flatMap(duplicateFindings),
    ...nodes.flatMap(sharedVipFindings),
    ...couples.flatMap(coupleFindings),
    ...nodes.flatMap(({ name, routers }) => routers.flatMap((router) => routerFindings(name, router))),
    ...couples.flatMap(weightFindings),
    ...nodes.flatMap(scriptFindings),
    ...groupFindings(couples),
    ...(isDualMaster.value ? dualMasterFindings(couples, isDualMaster.where) : []),
  ];
  const unique = new Map<string, Finding>();
  for (const one of found) {
    const { a, b, ...facts } = one.params;
    const key = JSON.stringify([one.code, one.where, facts]);
    if (!unique.has(key)) unique.set(key, one);
  }
  return [...unique.values()].sort((x, y) => order.indexOf(x.severity) - order.indexOf(y.severity));
}

function missingFindings({ nodes: [a, b] }: LintPair): Finding[] {
  const missing = (own: typeof a, peer: typeof b) =>
    own.routers
      .filter(({ vrid }) => !peer.routers.some((other) => other.vrid === vrid))
      .map(({ vrid, where }) => finding('vrid-missing', 'error', where, { vrid, a: own.name, b: peer.name }));
  return [...missing(a, b), ...missing(b, a)];
}

/** Notes of the parser that speak of mistakes; what Tandem merely does not know is none. */
const mistakes: Partial<Record<NoteCode, Severity>> = {
  'brace-missing': 'error',
  'brace-extra': 'error',
  'brace-unexpected': 'error',
  'quote-missing': 'error',
  'value-wrong': 'error',
  'address-wrong': 'error',
  'keyword-unknown': 'error',
  'odd-space': 'error',
  'family-differs': 'error',
  'name-twice': 'error',
  'reference-unknown': 'error',
  'include-missing': 'warning',
  'include-loop': 'error',
  'variable-undefined': 'warning',
  'variable-loop': 'error',
  sequence: 'info',
};

function noteFindings({ notes }: KeepalivedConf): Finding[] {
  return notes.flatMap((note) => {
    const severity = mistakes[note.code];
    const where = note.place ? placeText(note.place) : '';
    return severity ? [{ ...finding('conf-note', severity, where), note }] : [];
  });
}
