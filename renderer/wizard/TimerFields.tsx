import { Controller } from 'react-hook-form';
import { Checkbox, Segmented } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import { FormText, type VipFields } from './FormText.tsx';

/** What both virtual routers share: the version, the interval, and whether the preferred node comes back. */
export function TimerFields({ fields }: { fields: VipFields }) {
  const { t } = useWords();
  const { control, values, changed } = fields;
  return (
    <section className="card vip-form" aria-label={t('wizard.vip.timers')}>
      <h2 className="span-2">{t('wizard.vip.timers')}</h2>
      <Controller
        control={control}
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
              changed('version');
            }}
          />
        )}
      />
      <FormText
        fields={fields}
        name="interval"
        label={t('wizard.vip.interval')}
        hint={values.version === '3' ? t('wizard.vip.intervalHint3') : t('wizard.vip.intervalHint2')}
      />
      <div className="span-2">
        <Controller
          control={control}
          name="preempt"
          render={({ field }) => (
            <Checkbox
              isSelected={field.value}
              onChange={(preempt) => {
                field.onChange(preempt);
                changed('preempt');
              }}
            >
              {t('wizard.vip.preempt')}
            </Checkbox>
          )}
        />
      </div>
    </section>
  );
}
