import { useWords } from '../i18n/i18n.ts';
import { FormText, type VipFields } from './FormText.tsx';

interface RouterFieldsProps {
  fields: VipFields;
  names: [string, string];
  index: 0 | 1;
}

/** One virtual router: its address, its number, and which node it prefers. */
export function RouterFields({ fields, names, index }: RouterFieldsProps) {
  const { t } = useWords();
  const isDual = fields.values.mode === 'dual-master';
  const title = isDual ? t('wizard.vip.routerOf', { node: names[index] }) : t('wizard.vip.router');
  const path = `routers.${index}` as const;
  return (
    <section className="card vip-form" aria-label={title}>
      <h2 className="span-2 cut" title={title}>
        {title}
      </h2>
      <FormText
        fields={fields}
        name={`${path}.vip`}
        label={t('wizard.vip.vip')}
        hint={t('wizard.vip.vipHint')}
        mono
      />
      <FormText
        fields={fields}
        name={`${path}.vrid`}
        label={t('wizard.vip.vrid')}
        hint={t('wizard.vip.vridHint')}
      />
      {(['first', 'second'] as const).map((side, at) => (
        <FormText
          key={side}
          fields={fields}
          name={`${path}.${side}`}
          label={t('wizard.vip.priority', { node: names[at] })}
          hint={t('wizard.vip.priorityHint')}
        />
      ))}
    </section>
  );
}
