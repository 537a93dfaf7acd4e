import { type Control, Controller } from 'react-hook-form';
import { Segmented, TextField } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import type { Credentials, HeldSecrets } from './access-form.ts';
import { fieldError } from './field-error.ts';

interface CredentialFieldsProps {
  /** Of the host among the two: the fields are named by it. */
  index: number;
  control: Control<Credentials>;
  values: Credentials;
  held: HeldSecrets;
  /** Called while a field with an error is being mended. */
  recheck: (name: keyof Credentials) => void;
}

/** How to sign in to one host and how to become root there. */
export function CredentialFields({ index, control, values, held, recheck }: CredentialFieldsProps) {
  const { t } = useWords();
  const text = (
    name: 'user' | 'keyPath' | 'password' | 'passphrase' | 'sudoPassword',
    label: string,
    extra: { type?: 'password'; mono?: boolean; hint?: string; placeholder?: string } = {},
  ) => (
    <Controller
      key={name}
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <TextField
          name={`access.${index}.${name}`}
          label={label}
          value={field.value}
          onChange={(value) => {
            field.onChange(value);
            if (fieldState.error) recheck(name);
          }}
          onBlur={field.onBlur}
          inputRef={field.ref}
          error={fieldError(t, fieldState.error?.message)}
          {...extra}
        />
      )}
    />
  );
  const kept = t('wizard.access.secretKept');
  return (
    <>
      {text('user', t('wizard.access.user'), { mono: true })}
      <Controller
        control={control}
        name="authKind"
        render={({ field }) => (
          <Segmented
            label={t('wizard.access.method')}
            value={field.value}
            options={[
              { id: 'password', label: t('wizard.access.password') },
              { id: 'key', label: t('wizard.access.key') },
              { id: 'agent', label: t('wizard.access.agent') },
            ]}
            onChange={field.onChange}
          />
        )}
      />
      {values.authKind === 'password'
        ? text('password', t('wizard.access.password'), {
            type: 'password',
            ...(held.password ? { hint: kept } : {}),
          })
        : null}
      {values.authKind === 'key'
        ? text('keyPath', t('wizard.access.keyPath'), { mono: true, hint: t('wizard.access.keyPathHint') })
        : null}
      {values.authKind === 'key'
        ? text('passphrase', t('wizard.access.passphrase'), {
            type: 'password',
            hint: held.passphrase === 'held' ? kept : t('wizard.access.passphraseHint'),
          })
        : null}
      {values.authKind === 'agent' ? <p className="small quiet">{t('wizard.access.agentHint')}</p> : null}
      {values.user === 'root' ? (
        <p className="small quiet">{t('wizard.access.rootHint')}</p>
      ) : (
        <Controller
          control={control}
          name="sudo"
          render={({ field }) => (
            <Segmented
              label={t('wizard.access.sudo')}
              value={field.value}
              options={[
                { id: 'passwordless', label: t('wizard.access.sudoNone') },
                { id: 'password', label: t('wizard.access.sudoPassword') },
              ]}
              onChange={field.onChange}
            />
          )}
        />
      )}
      {values.user !== 'root' && values.sudo === 'password'
        ? text('sudoPassword', t('wizard.access.sudoSecret'), {
            type: 'password',
            ...(held.sudo ? { hint: kept } : {}),
          })
        : null}
    </>
  );
}
