import { Server, X } from 'lucide-react';
import { useFrom, useStores } from '../app/context.tsx';
import { IconButton } from '../design/Button.tsx';
import { TextField } from '../design/fields.tsx';
import { useWords } from '../i18n/i18n.ts';
import { isLabTaken } from '../store/wizard.ts';
import { isName, isPort } from './steps.ts';

export function ChosenPair() {
  const { t } = useWords();
  const { wizard } = useStores();
  const state = useFrom(
    (stores) => stores.wizard.store,
    (current) => current,
  );
  const { nodes, labName } = state;
  const labError = isName(labName) ? (isLabTaken(state) ? 'labTaken' : null) : 'name';
  const same = nodes.length === 2 && nodes[0]?.name === nodes[1]?.name;
  const nameError = (name: string) =>
    isName(name) ? (same ? t('wizard.error.sameName') : undefined) : t('wizard.error.name');
  return (
    <section className="card pair" aria-label={t('wizard.scan.chosen')}>
      <h2>{t('wizard.scan.chosen')}</h2>
      <TextField
        name="labName"
        label={t('wizard.scan.labName')}
        value={labName}
        error={labError ? t(`wizard.error.${labError}`) : undefined}
        onChange={(value) => wizard.store.setState({ labName: value })}
      />
      {[0, 1].map((slot) => {
        const node = nodes[slot];
        if (!node)
          return (
            <p key={slot} className="pair-slot quiet">
              <Server size={15} aria-hidden />
              {t('wizard.scan.slot', { number: slot + 1 })}
            </p>
          );
        return (
          <div key={slot} className="pair-node">
            <div className="row">
              <Server size={15} aria-hidden className="quiet" />
              <span className="mono grow cut" title={node.host}>
                {node.host}
              </span>
              <IconButton
                label={t('wizard.scan.removeNode', { host: node.host })}
                onPress={() => wizard.store.setState({ nodes: nodes.filter((_, at) => at !== slot) })}
              >
                <X size={14} aria-hidden />
              </IconButton>
            </div>
            <div className="pair-fields">
              <TextField
                name={`node.${slot}`}
                label={t('wizard.scan.nodeName')}
                value={node.name}
                error={nameError(node.name)}
                onChange={(name) => wizard.patchNode(slot, { name })}
              />
              <TextField
                name={`port.${slot}`}
                label={t('wizard.scan.port')}
                value={node.port === 0 ? '' : String(node.port)}
                error={isPort(node.port) ? undefined : t('wizard.error.port')}
                inputMode="numeric"
                onChange={(text) => {
                  const port = Number(text.replaceAll(/\D/g, ''));
                  if (port <= 65535) wizard.patchNode(slot, { port, hostKey: null, checked: null });
                }}
              />
            </div>
          </div>
        );
      })}
    </section>
  );
}
