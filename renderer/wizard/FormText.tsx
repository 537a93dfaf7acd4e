import { type Control, Controller } from 'react-hook-form';
import { TextField } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import type { VipForm } from '../store/wizard.ts';
import { fieldError } from './field-error.ts';
import type { TextName } from './vip-rules.ts';

/** The form as its parts need it. */
export interface VipFields {
  control: Control<VipForm>;
  values: VipForm;
  /** A choice or a field was changed: what other fields say may be wrong or right by that. */
  changed: (name: string) => void;
}

interface FormTextProps {
  fields: VipFields;
  name: TextName;
  label: string;
  hint: string;
  mono?: boolean;
}

/** A text field of the address step; numbers are typed with the keys for numbers. */
export function FormText({ fields, name, label, hint, mono = false }: FormTextProps) {
  const { t } = useWords();
  return (
    <Controller
      control={fields.control}
      name={name}
      render={({ field, fieldState }) => (
        <TextField
          name={name}
          label={label}
          hint={hint}
          mono={mono}
          inputMode={mono ? 'text' : 'numeric'}
          value={field.value}
          onChange={(value) => {
            field.onChange(value);
            fields.changed(name);
          }}
          onBlur={field.onBlur}
          inputRef={field.ref}
          error={fieldError(t, fieldState.error?.message)}
        />
      )}
    />
  );
}
