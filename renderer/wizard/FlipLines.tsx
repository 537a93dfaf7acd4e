import { ArrowRightLeft, TriangleAlert } from 'lucide-react';
import { type Translate, useWords } from '../i18n/i18n.ts';
import type { VipForm } from '../store/wizard.ts';
import { type Flip, flipOf } from './flip.ts';
import { prioritiesOf, weightOf } from './vip-rules.ts';

/** For each virtual router: what its preferred node's failing check does to the order, as the sum that it is. */
export function FlipLines({ form, names }: { form: VipForm; names: [string, string] }) {
  const { t } = useWords();
  const weight = weightOf(form.check.weight);
  if (weight === null) return null;
  const flips = prioritiesOf(form).map((pair) => flipOf(pair, weight, form.preempt));
  return (
    <ul className="span-2 flips" aria-live="polite">
      {flips.map((flip) => (
        <li
          key={flip.master}
          className={`small num ${flip.flips ? 'soft' : 'ink-alarm'}`}
          data-testid="flip"
          data-flips={flip.flips}
        >
          {flip.flips ? <ArrowRightLeft size={14} aria-hidden /> : <TriangleAlert size={14} aria-hidden />}
          <span>{flipText(t, flip, { form, names, weight })}</span>
        </li>
      ))}
    </ul>
  );
}

function flipText(
  t: Translate,
  flip: Flip,
  { form, names, weight }: { form: VipForm; names: [string, string]; weight: number },
): string {
  const { check, preempt } = form;
  const script = check.script.trim().split('/').at(-1) ?? '';
  const said = t(`wizard.check.what.${check.kind}`, { ...check, script });
  // Nothing typed yet: then the kind of thing has to do.
  const what = said === '' ? t(`wizard.check.kinds.${check.kind}`) : said;
  const { base, lowered, other, needed } = flip;
  const who = { what, node: names[flip.master], peer: names[flip.master === 0 ? 1 : 0] };
  if (flip.fault) return t('wizard.check.fault', who);
  if (!preempt) return t('wizard.check.noPreempt', who);
  const sum = `${base} − ${-weight} ${base + weight === lowered ? '=' : '→'} ${lowered}`;
  if (flip.flips) return t('wizard.check.flips', { ...who, sum, other });
  const stays = t('wizard.check.stays', { ...who, sum, other });
  return needed === null ? stays : `${stays} ${t('wizard.check.needed', { needed: -needed })}`;
}
