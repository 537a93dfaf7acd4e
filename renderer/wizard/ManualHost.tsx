import { type FormEvent, useState } from 'react';
import { nodeSchema } from '../../protocol/lab/schema.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { TextField } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import { draftNode } from '../store/wizard.ts';

/** A host that no scan sees can always be named. */
export function ManualHost() {
  const { t } = useWords();
  const { wizard } = useStores();
  const nodes = useFrom(
    (stores) => stores.wizard.store,
    (state) => state.nodes,
  );
  const [text, setText] = useState('');
  const [error, setError] = useState<'host' | 'port' | 'duplicate' | 'full' | null>(null);

  const add = (event: FormEvent) => {
    event.preventDefault();
    const [, host = '', port = '22'] = /^(.*?)(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
    if (!nodeSchema.shape.port.safeParse(Number(port)).success) return setError('port');
    if (!nodeSchema.shape.host.safeParse(host).success) return setError('host');
    if (nodes.some((node) => node.host === host)) return setError('duplicate');
    if (nodes.length >= 2) return setError('full');
    const hostname = /^[\d.]+$/.test(host) ? null : host;
    const taken = nodes.map((node) => node.name);
    const node = { ...draftNode(host, hostname, taken), port: Number(port) };
    wizard.store.setState({ nodes: [...nodes, node] });
    setText('');
    setError(null);
  };
  return (
    <form className="manual-host" onSubmit={add} noValidate>
      <TextField
        name="manual"
        label={t('wizard.scan.manual')}
        mono
        value={text}
        placeholder="10.77.0.11"
        hint={t('wizard.scan.manualHint')}
        error={error ? t(`wizard.error.${error}`) : undefined}
        onChange={(value) => {
          setText(value);
          setError(null);
        }}
      />
      <Button type="submit">{t('wizard.scan.add')}</Button>
    </form>
  );
}
