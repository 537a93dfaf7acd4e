import { zodResolver } from '@hookform/resolvers/zod';
import { Info } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useFrom, useStores } from '../app/context.tsx';
import { useWords } from '../i18n/i18n.ts';
import { isLocked, type VipForm } from '../store/wizard.ts';
import { CheckFields } from './CheckFields.tsx';
import type { VipFields } from './FormText.tsx';
import { saysMore } from './make-lab.ts';
import { Prediction } from './Prediction.tsx';
import { RouterFields } from './RouterFields.tsx';
import { ShapeFields } from './ShapeFields.tsx';
import { StepFrame } from './StepFrame.tsx';
import { TimerFields } from './TimerFields.tsx';
import { useRefusal } from './use-refusal.ts';
import { freshForm, secondRouter, timedService, vipSchema } from './vip-form.ts';
import { type TextName, vipWrongs } from './vip-rules.ts';
import { vipWrongsIn } from './wrongs.ts';

/** Fields that another field can make wrong or right. */
const dependent: readonly TextName[] = [
  'routers.0.second',
  'routers.1.vip',
  'routers.1.vrid',
  'routers.1.second',
  'interval',
  'check.weight',
];

export function VipStep() {
  const { t } = useWords();
  const { wizard } = useStores();
  const state = useFrom(
    (stores) => stores.wizard.store,
    (current) => current,
  );
  const { nodes, edits } = state;
  const isDeployed = isLocked(state);
  const names: [string, string] = [nodes[0]?.name ?? '', nodes[1]?.name ?? ''];
  const hosts = useMemo(() => nodes.map((node) => node.host), [nodes]);
  const schema = useMemo(() => vipSchema(hosts, edits), [hosts, edits]);
  const form = useForm<VipForm>({
    resolver: zodResolver(schema),
    defaultValues: wizard.store.getState().vip ?? freshForm(wizard.store.getState()),
    mode: 'onTouched',
  });
  const values = useWatch({ control: form.control }) as VipForm;
  // As it is typed, so that no way out of this step loses anything.
  useEffect(() => wizard.store.setState({ vip: values }), [values, wizard]);

  // Somebody else deployed the lab meanwhile: the store has what they did and what was typed here.
  useEffect(() => {
    const now = edits && wizard.store.getState().vip;
    if (now) form.reset(now, { keepTouched: true, keepErrors: true });
  }, [edits, form, wizard]);

  const fields: VipFields = {
    control: form.control,
    values,
    // A field is judged when it is left, but for the weight: what it does is told while it is typed.
    changed: (name) =>
      void form.trigger(dependent.filter((other) => other !== name || other === 'check.weight')),
  };
  const suggestSecond = (mode: VipForm['mode']) => {
    if (mode === 'dual-master')
      form.setValue('routers.1', secondRouter(wizard.store.getState(), form.getValues('routers')));
    fields.changed('mode');
  };
  const refusal = useRefusal(
    vipWrongsIn(t, vipWrongs(values, hosts, edits), values, names),
    () => void form.trigger(),
  );
  return (
    <StepFrame step="vip" refusal={refusal}>
      {edits && saysMore(edits) ? (
        <p className="small soft row" data-testid="says-more">
          <Info size={14} aria-hidden />
          <span>{t('wizard.editing.more')}</span>
        </p>
      ) : null}
      <div className="vip-grid">
        <div className="vip-parts">
          <ShapeFields
            fields={fields}
            onMode={suggestSecond}
            deployedBackend={isDeployed ? (edits?.backend ?? null) : null}
          />
          <RouterFields fields={fields} names={names} index={0} />
          {values.mode === 'dual-master' ? <RouterFields fields={fields} names={names} index={1} /> : null}
          <TimerFields fields={fields} />
          <CheckFields fields={fields} names={names} />
        </div>
        <Prediction names={names} service={timedService(values)} />
      </div>
    </StepFrame>
  );
}
