import type { Translate } from '../i18n/i18n.ts';
import { isLabTaken, type VipForm, type WizardState, type WizardStep } from '../store/wizard.ts';
import { isName, isPort, needOf } from './steps.ts';
import type { CheckText, FieldWrong, TextName } from './vip-rules.ts';

/** What keeps a person in a step: where it is mended, and what it is, in words. */
export interface Wrong {
  /** Name of the field, as `goToField` finds it. */
  field: string;
  text: string;
}

/** Brings the focus to a field by its name, or to the first that can have it inside a part of that name. */
export function goToField(field: string): void {
  const name = CSS.escape(field);
  const target =
    document.querySelector<HTMLElement>(`[name="${name}"]`) ??
    document.querySelector<HTMLElement>(
      `[data-field="${name}"] :is(input, button, summary):not([disabled], [tabindex="-1"])`,
    );
  target?.scrollIntoView({ block: 'center' });
  target?.focus();
}

/** Of the steps that have no form of their own. */
export function stepWrongs(t: Translate, step: WizardStep, state: WizardState): Wrong[] {
  const need = needOf(step, state);
  const said = (field: string) =>
    need ? [{ field, text: t('wizard.needs', { what: t(`wizard.need.${need}`) }) }] : [];
  switch (need) {
    case null:
      return [];
    case 'two':
      return said('manual');
    case 'names':
      return nameWrongs(t, state);
    case 'trust':
      return state.nodes.flatMap(({ hostKey, name }, index) =>
        hostKey === null
          ? [{ field: `trust.${index}`, text: t('wizard.summary.trust', { node: name }) }]
          : [],
      );
    default:
      return said(need);
  }
}

function nameWrongs(t: Translate, state: WizardState): Wrong[] {
  const { labName, nodes } = state;
  const wrongs: Wrong[] = [];
  const report = (field: string, label: string, what: string) =>
    wrongs.push({ field, text: t('wizard.summary.field', { label, what }) });
  const labWrong = isName(labName) ? (isLabTaken(state) ? 'labTaken' : null) : 'name';
  if (labWrong) report('labName', t('wizard.scan.labName'), t(`wizard.error.${labWrong}`));
  for (const [index, { name, host, port }] of nodes.entries()) {
    const label = t('wizard.summary.nameOf', { host });
    const isTaken = index === 1 && nodes[0]?.name === name;
    if (!isName(name)) report(`node.${index}`, label, t('wizard.error.name'));
    else if (isTaken) report(`node.${index}`, label, t('wizard.error.sameName'));
    if (!isPort(port)) report(`port.${index}`, `${t('wizard.scan.port')} (${host})`, t('wizard.error.port'));
  }
  return wrongs;
}

/** Of the address step, with the label of each field as it stands over it. */
export function vipWrongsIn(
  t: Translate,
  wrongs: readonly FieldWrong[],
  form: VipForm,
  names: readonly [string, string],
): Wrong[] {
  return wrongs.map(({ name, message }) => {
    const label = vipLabel(t, name, form, names);
    return { field: name, text: t('wizard.summary.field', { label, what: t(`wizard.error.${message}`) }) };
  });
}

function vipLabel(t: Translate, name: TextName, form: VipForm, names: readonly [string, string]): string {
  if (name === 'interval') return t('wizard.vip.interval');
  const [part, at, key] = name.split('.');
  if (part === 'check') return t(`wizard.check.${at as CheckText}`);
  const label =
    key === 'first' || key === 'second'
      ? t('wizard.vip.priority', { node: names[key === 'first' ? 0 : 1] })
      : t(`wizard.vip.${key as 'vip' | 'vrid'}`);
  if (form.mode === 'master-backup') return label;
  const router = t('wizard.vip.routerOf', { node: names[at === '0' ? 0 : 1] });
  return t('wizard.summary.part', { whole: router, part: label });
}
