import { Controller } from 'react-hook-form';
import { Segmented } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import type { VipForm } from '../store/wizard.ts';
import type { VipFields } from './FormText.tsx';

const modes = ['master-backup', 'dual-master'] as const;
const backends = ['tandem-agent', 'keepalived'] as const;

interface ShapeFieldsProps {
  fields: VipFields;
  onMode: (mode: VipForm['mode']) => void;
  /** The program that a deployed lab runs, which stays; null while it can be chosen. */
  deployedBackend: VipForm['backend'] | null;
}

/** How many addresses the pair shares, and which program speaks VRRP for them. */
export function ShapeFields({ fields, onMode, deployedBackend }: ShapeFieldsProps) {
  const { t } = useWords();
  const isKept = fields.values.backend === deployedBackend;
  return (
    <section className="card vip-form" aria-label={t('wizard.vip.shape')}>
      <Controller
        control={fields.control}
        name="mode"
        render={({ field }) => (
          <Segmented
            label={t('wizard.vip.mode')}
            value={field.value}
            options={modes.map((id) => ({ id, label: t(`wizard.vip.modes.${id}`) }))}
            hint={t(`wizard.vip.modeWhy.${field.value}`)}
            onChange={(mode) => {
              field.onChange(mode);
              onMode(mode);
            }}
          />
        )}
      />
      <Controller
        control={fields.control}
        name="backend"
        render={({ field }) => (
          <Segmented
            label={t('wizard.vip.backend')}
            value={field.value}
            options={backends
              .filter((id) => !isKept || id === deployedBackend)
              .map((id) => ({ id, label: t(`wizard.vip.backends.${id}`) }))}
            hint={t(isKept ? 'wizard.editing.backend' : `wizard.vip.backendWhy.${field.value}`)}
            onChange={field.onChange}
          />
        )}
      />
    </section>
  );
}
