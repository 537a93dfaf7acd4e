import { KeyRound } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { useStores } from '../app/context.tsx';
import { focusIsLost, focusScreen } from '../app/focus.ts';
import { Button } from '../design/Button.tsx';
import { TextField } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import { toastProblem } from '../problems/toast-problem.ts';
import { type MissingSecret, missingSecrets } from './missing-secrets.ts';

const partOf = { password: 'password', sudo: 'sudoPassword', passphrase: 'passphrase' } as const;

export function SecretsNotice({ summary }: { summary: LabSummary }) {
  const { t, language } = useWords();
  const { engine, labs } = useStores();
  const [values, setValues] = useState<Record<string, string>>({});
  const missing = missingSecrets(summary);
  const isComplete = missing.length === 0;
  const handedOver = useRef(false);
  // What was typed into is gone then.
  useEffect(() => {
    if (isComplete && handedOver.current && focusIsLost()) focusScreen();
    handedOver.current = false;
  }, [isComplete]);
  if (isComplete) return null;
  const keyOf = ({ node, kind }: MissingSecret) => `${node.name}/${kind}`;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    handedOver.current = true;
    try {
      for (const secret of missing) {
        const value = values[keyOf(secret)];
        if (!value) continue;
        const part = { [partOf[secret.kind]]: value };
        await engine.call('secrets.set', { lab: summary.lab.name, node: secret.node.name, ...part });
      }
      setValues({});
      await labs.refresh();
    } catch (error) {
      toastProblem(error, language);
    }
  };
  return (
    <div className="notice tone-warn">
      <KeyRound size={18} aria-hidden />
      <div className="notice-body">
        <strong>{t('labs.secrets.title')}</strong>
        <span className="soft">{t('labs.secrets.body')}</span>
        <form className="secrets" onSubmit={(event) => void save(event)}>
          {missing.map((secret) => (
            <TextField
              key={keyOf(secret)}
              type="password"
              label={t(`labs.secrets.${secret.kind}`, { user: secret.node.user, node: secret.node.name })}
              value={values[keyOf(secret)] ?? ''}
              onChange={(value) => setValues((now) => ({ ...now, [keyOf(secret)]: value }))}
            />
          ))}
          <Button type="submit" isDisabled={Object.values(values).every((value) => value === '')}>
            {t('labs.secrets.save')}
          </Button>
        </form>
      </div>
    </div>
  );
}
