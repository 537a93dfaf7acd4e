import { z } from 'zod';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { nodeSchema } from '../../protocol/lab/schema.ts';
import type { DraftNode } from '../store/wizard.ts';
import type { FieldErrorKey } from './field-error.ts';

const key = (name: FieldErrorKey) => name;

/** Which of a node's secrets the engine holds already: those need not be typed again. */
export type HeldSecrets = LabSummary['secrets'][string];

/** They belong to the user whom the stored lab names. */
export function heldSecrets(
  known: LabSummary | undefined,
  name: string | undefined,
  user: string,
): HeldSecrets {
  const node = known?.lab.nodes.find((entry) => entry.name === name);
  const held = node?.user === user ? known?.secrets[node.name] : undefined;
  return held ?? { password: false, sudo: false, passphrase: 'unneeded' };
}

const credentialsShape = {
  user: z.string().refine((user) => nodeSchema.shape.user.safeParse(user).success, key('user')),
  authKind: z.enum(['password', 'key', 'agent']),
  keyPath: z.string(),
  password: z.string(),
  passphrase: z.string(),
  sudo: z.enum(['passwordless', 'password']),
  sudoPassword: z.string(),
};
export const credentialsSchema = z.object(credentialsShape);
export type Credentials = z.infer<typeof credentialsSchema>;

/** The form of one host, given what the engine holds for it. */
export function credentialsFor(held: HeldSecrets) {
  return credentialsSchema.check((context) => {
    const { authKind, keyPath, password, sudo, sudoPassword, user } = context.value;
    const report = (path: keyof Credentials, message: FieldErrorKey) =>
      context.issues.push({ code: 'custom', path: [path], message, input: context.value[path] });
    if (authKind === 'key' && keyPath.trim() === '') report('keyPath', 'keyPath');
    if (authKind === 'password' && password === '' && !held.password) report('password', 'password');
    if (user !== 'root' && sudo === 'password' && sudoPassword === '' && !held.sudo)
      report('sudoPassword', 'password');
  });
}

export function credentialsOf(node: DraftNode): Credentials {
  return {
    user: node.user,
    authKind: node.authKind,
    keyPath: node.keyPath,
    password: '',
    passphrase: '',
    sudo: node.sudo === 'password' ? 'password' : 'passwordless',
    sudoPassword: '',
  };
}

/** The part that the draft keeps: everything but the secrets. */
export function draftPart(values: Credentials): Pick<DraftNode, 'user' | 'authKind' | 'keyPath' | 'sudo'> {
  return {
    user: values.user,
    authKind: values.authKind,
    keyPath: values.keyPath.trim(),
    sudo: values.user === 'root' ? 'none' : values.sudo,
  };
}

/** What `secrets.set` is told: only what counts for this way in, and was typed. Null where there is nothing to tell. */
export function typedSecrets(values: Credentials) {
  const { user, authKind, password, passphrase, sudo, sudoPassword } = values;
  const typed = {
    ...(authKind === 'password' && password !== '' ? { password } : {}),
    ...(authKind === 'key' && passphrase !== '' ? { passphrase } : {}),
    ...(user !== 'root' && sudo === 'password' && sudoPassword !== '' ? { sudoPassword } : {}),
  };
  return Object.keys(typed).length === 0 ? null : typed;
}

/** What is wrong in the form of one host, in the order of its fields. */
export function credentialWrongs(values: Credentials, held: HeldSecrets) {
  const parsed = credentialsFor(held).safeParse(values);
  const order = Object.keys(credentialsShape);
  return (parsed.error?.issues ?? [])
    .map(({ path, message }) => ({
      field: String(path[0]) as keyof Credentials,
      message: message as FieldErrorKey,
    }))
    .toSorted((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
}
