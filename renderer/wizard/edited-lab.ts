import type { Lab, LabInput, VirtualRouter } from '../../protocol/lab/schema.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import type { DraftNode, VipForm } from '../store/wizard.ts';
import { canonicalText } from './canonical-text.ts';
import { draftNodeOf, formOf, shownRouters } from './form-of-lab.ts';
import { type DraftService, serviceOf } from './vip-form.ts';

type NodeInput = LabInput['nodes'][number];

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * A deployed lab with what was changed in the wizard. A lab file says more than the wizard has fields for; all of that
 * stays, and so does the spelling of what nobody touched.
 * @param fresh the lab as the wizard would make it without knowing of the deployed one
 */
export function editedLab(base: Lab, fresh: LabInput, form: VipForm, drafts: readonly DraftNode[]): LabInput {
  const before = formOf(base);
  const service = serviceOf(form);
  const shown = shownRouters(base.mode);
  const isSameCheck = isSame(form.check, before.check);
  const isSamePage = form.demoPage === before.demoPage && form.check.kind === before.check.kind;
  return {
    ...base,
    ...fresh,
    nodes: [nodeOf(base, fresh.nodes[0], drafts[0]), nodeOf(base, fresh.nodes[1], drafts[1])],
    virtualRouters: [
      ...fresh.virtualRouters.map((router, at) => {
        const own = at < shown ? base.virtualRouters[at] : undefined;
        const transport = base.virtualRouters[0]?.transport;
        if (!own) return { ...router, ...(transport ? { transport } : {}) };
        const { authPass, ...kept } = own;
        return {
          ...kept,
          ...(authPass !== undefined && service.vrrpVersion === 2 ? { authPass } : {}),
          ...router,
          vips: [router.vips[0] ?? '', ...own.vips.slice(1)],
          preempt: form.preempt === before.preempt ? own.preempt : form.preempt,
        };
      }),
      ...base.virtualRouters.slice(shown).map((router) => renamed(router, base, fresh)),
    ],
    checks: isSameCheck
      ? base.checks
      : [...changedCheck(base, service, form, before), ...base.checks.slice(1)],
    demoPage: isSamePage ? base.demoPage : service.demoPage,
  };
}

/** Another kind of check is another check; the same one asked otherwise keeps how often and how patiently it is asked. */
function changedCheck(
  base: Lab,
  { check }: DraftService,
  form: VipForm,
  before: VipForm,
): LabInput['checks'] & {} {
  const [own] = base.checks;
  if (check === null) return [];
  if (!own || form.check.kind !== before.check.kind || own.kind !== check.kind) return [check];
  const { rise: _rise, fall: _fall, ...asked } = { rise: 0, fall: 0, ...check };
  return [{ ...own, ...asked } as typeof check];
}

/** Routers that the wizard does not show know the nodes by name as well. */
function renamed(router: VirtualRouter, base: Lab, fresh: LabInput): VirtualRouter {
  const of = (at: 0 | 1) => [fresh.nodes[at].name, router.priorities[base.nodes[at].name] ?? 100] as const;
  return { ...router, priorities: Object.fromEntries([of(0), of(1)]) };
}

function nodeOf(base: Lab, fresh: NodeInput, draft: DraftNode | undefined): NodeInput {
  const own = base.nodes.find(({ host, port }) => host === fresh.host && port === fresh.port);
  if (!own || !draft) return fresh;
  const before = draftNodeOf(own);
  const isSameAuth = draft.authKind === before.authKind && draft.keyPath === before.keyPath;
  const isSameSudo = draft.user === before.user && draft.sudo === before.sudo;
  const { sudo, ...typed } = fresh;
  return {
    ...own,
    ...typed,
    ...(isSameAuth ? { auth: own.auth } : {}),
    ...(isSameSudo || sudo === undefined ? {} : { sudo }),
  };
}

/** Both say the same of the pair. */
export const isSameLab = (lab: LabInput, other: Lab): boolean => labText(lab) === labText(other);

/** One text for all labs that say the same, with or without what goes without saying; which keys were seen is not said. */
export function labText(lab: LabInput): string {
  const { nodes, ...rest } = labSchema.safeParse(lab).data ?? lab;
  return canonicalText({ ...rest, nodes: nodes.map(({ hostKey: _key, ...node }) => node) });
}
