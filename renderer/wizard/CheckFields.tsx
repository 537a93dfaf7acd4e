import { Info } from 'lucide-react';
import { Controller } from 'react-hook-form';
import { Segmented } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import { FlipLines } from './FlipLines.tsx';
import { FormText, type VipFields } from './FormText.tsx';

const kinds = ['http', 'tcp', 'process', 'none'] as const;
/** What keepalived, which has no such check of its own, runs for it. */
const programs = { http: '/usr/bin/curl', tcp: '/usr/bin/nc' } as const;

/** What a node must be able to do to keep the address, and whether failing at it really moves the address. */
export function CheckFields({ fields, names }: { fields: VipFields; names: [string, string] }) {
  const { t } = useWords();
  const { check, backend } = fields.values;
  const { kind } = check;
  return (
    <section className="card vip-form" aria-label={t('wizard.check.title')}>
      <h2 className="span-2">{t('wizard.check.title')}</h2>
      <div className="span-2">
        <Controller
          control={fields.control}
          name="check.kind"
          render={({ field }) => (
            <Segmented
              label={t('wizard.check.kind')}
              value={field.value}
              options={kinds.map((id) => ({ id, label: t(`wizard.check.kinds.${id}`) }))}
              hint={t(`wizard.check.why.${kind}`)}
              onChange={(chosen) => {
                field.onChange(chosen);
                fields.changed('check.kind');
              }}
            />
          )}
        />
      </div>
      {kind === 'http' ? (
        <FormText
          fields={fields}
          name="check.url"
          label={t('wizard.check.url')}
          hint={t('wizard.check.urlHint')}
          mono
        />
      ) : null}
      {kind === 'tcp' ? (
        <FormText
          fields={fields}
          name="check.port"
          label={t('wizard.check.port')}
          hint={t('wizard.check.portHint')}
        />
      ) : null}
      {kind === 'process' ? (
        <FormText
          fields={fields}
          name="check.process"
          label={t('wizard.check.process')}
          hint={t('wizard.check.processHint')}
          mono
        />
      ) : null}
      {kind === 'none' ? null : (
        <>
          <FormText
            fields={fields}
            name="check.weight"
            label={t('wizard.check.weight')}
            hint={t('wizard.check.weightHint')}
          />
          <FlipLines form={fields.values} names={names} />
        </>
      )}
      {backend === 'keepalived' && (kind === 'http' || kind === 'tcp') ? (
        <p className="span-2 small soft row check-needs">
          <Info size={14} aria-hidden />
          <span>{t('wizard.check.needs', { program: programs[kind] })}</span>
        </p>
      ) : null}
    </section>
  );
}
