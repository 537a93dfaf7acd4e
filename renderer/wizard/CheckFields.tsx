import { Info } from 'lucide-react';
import { Controller } from 'react-hook-form';
import { checkFormKinds } from '../../protocol/contract/draft.ts';
import { Checkbox } from '../design/fields.tsx';
import { Select } from '../design/Select.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ArgumentWords } from './ArgumentWords.tsx';
import { chooseKind, programs, shapeOf, whyOf } from './check-presets.ts';
import { FlipLines } from './FlipLines.tsx';
import { FormText, type VipFields } from './FormText.tsx';

/** What is typed for each kind of check; ports and weights are numbers. */
const fieldsOf = {
  http: ['url'],
  tcp: ['port'],
  process: ['process'],
  script: ['script', 'arguments', 'user'],
  interface: ['interface'],
  none: [],
} as const;

/** What a node must be able to do to keep the address, and whether failing at it really moves the address. */
export function CheckFields({ fields, names }: { fields: VipFields; names: [string, string] }) {
  const { t } = useWords();
  const { check, backend } = fields.values;
  const { kind } = check;
  const shape = shapeOf[kind];
  return (
    <section className="card vip-form" aria-label={t('wizard.check.title')}>
      <h2 className="span-2">{t('wizard.check.title')}</h2>
      <div className="field">
        <Controller
          control={fields.control}
          name="check"
          render={({ field }) => (
            <Select
              label={t('wizard.check.kind')}
              value={kind}
              options={checkFormKinds.map((id) => ({ id, label: t(`wizard.check.kinds.${id}`) }))}
              onChange={(chosen) => {
                field.onChange(chooseKind(field.value, chosen));
                fields.changed('check.kind');
              }}
            />
          )}
        />
        <p className="field-hint">{t(`wizard.check.why.${whyOf(kind)}`)}</p>
      </div>
      {fieldsOf[shape].map((name) => (
        <FormText
          key={name}
          fields={fields}
          name={`check.${name}`}
          label={t(`wizard.check.${name}`)}
          hint={t(`wizard.check.${name}Hint`)}
          mono={name !== 'port'}
        />
      ))}
      {shape === 'script' ? <ArgumentWords text={check.arguments} /> : null}
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
      {kind === 'nginx' ? (
        <div className="span-2">
          <Controller
            control={fields.control}
            name="demoPage"
            render={({ field }) => (
              <Checkbox isSelected={field.value} onChange={field.onChange}>
                {t('wizard.check.demoPage')}
              </Checkbox>
            )}
          />
          <p className="field-hint">{t('wizard.check.demoPageHint')}</p>
        </div>
      ) : null}
      {backend === 'keepalived' && (shape === 'http' || shape === 'tcp') ? (
        <p className="span-2 small soft row check-needs">
          <Info size={14} aria-hidden />
          <span>{t('wizard.check.needs', { program: programs[shape] })}</span>
        </p>
      ) : null}
    </section>
  );
}
