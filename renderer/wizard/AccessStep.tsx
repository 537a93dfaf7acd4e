import { zodResolver } from '@hookform/resolvers/zod';
import { useEffect, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { Button } from '../design/Button.tsx';
import { Checkbox } from '../design/fields.tsx';
import { type Translate, useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import type { DraftNode } from '../store/wizard.ts';
import {
  type Credentials,
  credentialsFor,
  credentialsOf,
  credentialWrongs,
  draftPart,
  heldSecrets,
} from './access-form.ts';
import { CredentialFields } from './CredentialFields.tsx';
import { NodeAccess } from './NodeAccess.tsx';
import { StepFrame } from './StepFrame.tsx';
import { useAccessCheck } from './use-access-check.ts';
import { useRefusal } from './use-refusal.ts';
import { goToField, type Wrong } from './wrongs.ts';

export function AccessStep() {
  const { t } = useWords();
  const { wizard } = useStores();
  const { nodes, labName } = useFrom(
    (stores) => stores.wizard.store,
    (state) => state,
  );
  const known = useFrom(
    (stores) => stores.labs.store,
    (state) => state.labs?.find(({ lab }) => lab.name === labName),
  );
  const [same, setSame] = useState(() => isSame(nodes[0], nodes[1]));
  const check = useAccessCheck();
  const first = useCredentials(nodes[0], known);
  const second = useCredentials(nodes[1], known);
  const forms = same ? [first] : [first, second];

  // What was proven was proven for these values only.
  useEffect(() => {
    for (const [index, form] of [first, second].entries()) {
      const node = wizard.store.getState().nodes[index];
      const values = draftPart(form.values);
      if (
        node?.checked &&
        !(same && index === 1) &&
        JSON.stringify(values) !== JSON.stringify(draftPart(credentialsOf(node)))
      )
        wizard.patchNode(index, { checked: null });
    }
  }, [first, second, same, wizard]);

  const wrongs = forms.flatMap(({ values, fields: { held } }, index) =>
    credentialWrongs(values, held).map(({ field, message }): Wrong => {
      const label = fieldLabel(t, field);
      const text = t('wizard.summary.field', { label, what: t(`wizard.error.${message}`) });
      return { field: `access.${index}.${field}`, text: same ? text : `${nodes[index]?.name}: ${text}` };
    }),
  );
  const isProven = nodes.every((node) => node.checked);
  const unproven = { field: 'access', text: t('wizard.needs', { what: t('wizard.need.access') }) };
  const mark = () => {
    for (const { form } of forms) void form.trigger();
  };
  const refusal = useRefusal(wrongs.length > 0 || isProven ? wrongs : [unproven], mark);

  // A passphrase that is missing or wrong is typed into its own field.
  useEffect(() => {
    const at = check.byNode.findIndex((problem) => problem?.code.startsWith('host.passphrase-'));
    if (at >= 0) goToField(`access.${same ? 0 : at}.passphrase`);
  }, [check.byNode, same]);

  const run = async () => {
    if (wrongs.length > 0) {
      refusal.refuse();
      return;
    }
    const one = first.form.getValues();
    await check.run([one, same ? one : second.form.getValues()]);
  };

  return (
    <StepFrame step="access" refusal={refusal}>
      {check.problem ? <ProblemNotice problem={check.problem} /> : null}
      <form
        className="two-columns"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        {nodes.map((node, index) => (
          <section key={node.host} className="card access" aria-label={node.name} data-host={node.host}>
            <header className="row">
              <h2 className="cut grow" title={node.name}>
                {node.name}
              </h2>
              <span className="mono quiet">{node.host}</span>
            </header>
            {index === 1 ? (
              <Checkbox isSelected={same} onChange={setSame}>
                {t('wizard.access.same', { node: nodes[0]?.name ?? '' })}
              </Checkbox>
            ) : null}
            {index === 1 && same ? null : (
              <CredentialFields index={index} {...(index === 0 ? first : second).fields} />
            )}
            <NodeAccess node={node} index={index} problem={check.byNode[index] ?? null} />
          </section>
        ))}
        <div className="row access-run" data-field="access">
          <Button type="submit" isDisabled={check.busy} tone={isProven ? 'plain' : 'primary'}>
            {check.busy ? <span className="spinner" aria-hidden /> : null}
            {check.busy ? t('wizard.access.checking') : t('wizard.access.check')}
          </Button>
        </div>
      </form>
    </StepFrame>
  );
}

/** Of what the draft keeps: whoever typed something else for the second host finds it again. */
function isSame(first: DraftNode | undefined, second: DraftNode | undefined): boolean {
  const typed = [first, second].map((node) => node && JSON.stringify(draftPart(credentialsOf(node))));
  return typed[0] === typed[1];
}

function fieldLabel(t: Translate, field: keyof Credentials): string {
  if (field === 'authKind') return t('wizard.access.method');
  return t(`wizard.access.${field === 'sudoPassword' ? 'sudoSecret' : field}`);
}

function useCredentials(node: DraftNode | undefined, known: LabSummary | undefined) {
  const [user, setUser] = useState(node?.user ?? '');
  const held = heldSecrets(known, node?.name, user);
  const form = useForm<Credentials>({
    resolver: zodResolver(credentialsFor(held)),
    // Not on blur: an error that comes or goes under the pointer moves the button away from its own click.
    mode: 'onSubmit',
    ...(node ? { defaultValues: credentialsOf(node) } : {}),
  });
  const values = useWatch({ control: form.control }) as Credentials;
  // What is held for one user is nothing to another.
  if (values.user !== user) setUser(values.user);
  const recheck = (name: keyof Credentials) => void form.trigger(name);
  return { form, values, fields: { control: form.control, values, held, recheck } };
}
