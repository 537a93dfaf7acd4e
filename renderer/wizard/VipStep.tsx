import { zodResolver } from '@hookform/resolvers/zod';
import { useMemo } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { useFrom, useStores } from '../app/context.tsx';
import { Checkbox, Segmented, TextField } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import { fieldError } from './field-error.ts';
import { Prediction } from './Prediction.tsx';
import { StepFrame } from './StepFrame.tsx';
import { suggestVip } from './subnet.ts';
import { routerOf, type VipForm, vipFormOf, vipSchema } from './vip-form.ts';

export function VipStep() {
  const { t } = useWords();
  const { wizard } = useStores();
  const { nodes, router, cidr, found } = useFrom(
    (stores) => stores.wizard.store,
    (state) => state,
  );
  const names: [string, string] = [nodes[0]?.name ?? '', nodes[1]?.name ?? ''];
  const schema = useMemo(() => vipSchema(nodes.map((node) => node.host)), [nodes]);
  const taken = [...nodes.map((node) => node.host), ...found.map((host) => host.ip)];
  const vip = router.vip || suggestVip(cidr || `${nodes[0]?.host ?? '0.0.0.0'}/24`, taken);
  const form = useForm<VipForm>({
    resolver: zodResolver(schema),
    defaultValues: vipFormOf({ ...router, vip }),
    mode: 'onTouched',
  });
  const values = useWatch({ control: form.control }) as VipForm;

  const beforeNext = async () => {
    if (!(await form.trigger(undefined, { shouldFocus: true }))) return false;
    wizard.store.setState({ router: routerOf(form.getValues()) });
    return true;
  };
  const text = (name: 'vip' | 'vrid' | 'interval' | 'first' | 'second', label: string, hint: string) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field, fieldState }) => (
        <TextField
          label={label}
          hint={hint}
          mono={name === 'vip'}
          inputMode={name === 'vip' ? 'text' : 'numeric'}
          value={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
          error={fieldError(t, fieldState.error?.message)}
        />
      )}
    />
  );
  const valid = schema.safeParse(values);
  return (
    <StepFrame step="vip" beforeNext={beforeNext}>
      <div className="vip-grid">
        <div className="card vip-form">
          {text('vip', t('wizard.vip.vip'), t('wizard.vip.vipHint'))}
          {text('vrid', t('wizard.vip.vrid'), t('wizard.vip.vridHint'))}
          <Controller
            control={form.control}
            name="version"
            render={({ field }) => (
              <Segmented
                label={t('wizard.vip.version')}
                value={field.value}
                options={[
                  { id: '3', label: 'VRRPv3' },
                  { id: '2', label: 'VRRPv2' },
                ]}
                onChange={(version) => {
                  field.onChange(version);
                  void form.trigger('interval');
                }}
              />
            )}
          />
          {text(
            'interval',
            t('wizard.vip.interval'),
            values.version === '3' ? t('wizard.vip.intervalHint3') : t('wizard.vip.intervalHint2'),
          )}
          {text('first', t('wizard.vip.priority', { node: names[0] }), t('wizard.vip.priorityHint'))}
          {text('second', t('wizard.vip.priority', { node: names[1] }), t('wizard.vip.priorityHint'))}
          <div className="span-2">
            <Controller
              control={form.control}
              name="preempt"
              render={({ field }) => (
                <Checkbox isSelected={field.value} onChange={field.onChange}>
                  {t('wizard.vip.preempt')}
                </Checkbox>
              )}
            />
          </div>
        </div>
        <Prediction names={names} router={valid.success ? routerOf(valid.data) : null} />
      </div>
    </StepFrame>
  );
}
