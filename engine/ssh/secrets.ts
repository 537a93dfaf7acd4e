import { statSync } from 'node:fs';
import type { ParsedKey } from 'ssh2';
import type { LabSummary } from '../../protocol/contract/labs.ts';
import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import type { ProblemCode } from '../../protocol/contract/problem-codes.ts';
import type { LabNode } from '../../protocol/lab/schema.ts';
import type { Credential } from './authentication.ts';
import { readPrivateKey } from './private-key.ts';
import type { Endpoint } from './ssh-config.ts';

interface NodeSecrets {
  password?: string | undefined;
  /** Null: what was held was refused, and the login's password is not tried in its place again. */
  sudoPassword?: string | null | undefined;
  passphrase?: string | undefined;
}

/** Who logs in where. */
export type Login = Pick<LabNode, 'name' | 'user'>;

/**
 * Passwords and passphrases, in memory only, by lab, node and user; the environment stands in where a lab names a
 * variable. Whoever tries another user loses nothing of the first one's.
 */
export interface Secrets {
  set(lab: string, login: Login, secrets: NodeSecrets): void;
  /** Counts how often it was set: what was refused before says nothing of what is held now. */
  version(lab: string, login: Login): number;
  /**
   * Forgets what a host or a key did not take, so that a person is asked again; of what was typed since `version`
   * nothing. What the environment holds stays.
   */
  refused(lab: string, node: LabNode, code: ProblemCode, version: number): void;
  /** Which ones are at hand. */
  held(lab: string, node: LabNode): LabSummary['secrets'][string];
  /** Throws host.secret-missing, host.variable-unset, host.agent-missing, or what `readPrivateKey` throws. */
  credential(lab: string, node: LabNode, at: Endpoint): Credential;
  /** A jump host is let in by the agent or by a key that ssh's configuration names. Throws host.agent-missing. */
  jumpCredential(jump: Endpoint): Credential;
  sudoPassword(lab: string, node: LabNode): string | null;
}

const passphraseEnv = 'TANDEM_KEY_PASSPHRASE';
export const sudoEnvOf = (node: LabNode): string => node.sudoEnv ?? 'TANDEM_SUDO_PASSWORD';

export function createSecrets(env: NodeJS.ProcessEnv): Secrets {
  const byNode = new Map<string, NodeSecrets>();
  const versions = new Map<string, number>();
  const keyOf = (lab: string, { name, user }: Login) => [lab, name, user].join('\n');
  const passwordOf = (lab: string, node: LabNode) => {
    const held = byNode.get(keyOf(lab, node))?.password;
    if (held !== undefined || node.auth.kind !== 'password' || !node.auth.env) return held;
    return env[node.auth.env];
  };
  const passphraseOf = (lab: string, node: LabNode, variable: string) =>
    byNode.get(keyOf(lab, node))?.passphrase ?? env[variable] ?? null;
  const variableOf = ({ auth }: LabNode) => (auth.kind === 'key' && auth.passphraseEnv) || passphraseEnv;
  const sudoPassword = (lab: string, node: LabNode) => {
    const held = byNode.get(keyOf(lab, node))?.sudoPassword;
    return held === undefined ? (env[sudoEnvOf(node)] ?? passwordOf(lab, node) ?? null) : held;
  };
  return {
    set: (lab, login, secrets) => {
      const key = keyOf(lab, login);
      byNode.set(key, { ...byNode.get(key), ...secrets });
      versions.set(key, (versions.get(key) ?? 0) + 1);
    },
    refused: (lab, node, code, version) => {
      const key = keyOf(lab, node);
      if (version !== (versions.get(key) ?? 0)) return;
      const held = byNode.get(key) ?? {};
      if (code === 'host.auth-failed') byNode.set(key, { ...held, password: undefined });
      if (code === 'host.passphrase-wrong') byNode.set(key, { ...held, passphrase: undefined });
      if (code === 'host.sudo-refused' && env[sudoEnvOf(node)] === undefined)
        byNode.set(key, { ...held, sudoPassword: null });
    },
    version: (lab, login) => versions.get(keyOf(lab, login)) ?? 0,
    held: (lab, node) => ({
      password: passwordOf(lab, node) !== undefined,
      sudo: sudoPassword(lab, node) !== null,
      passphrase:
        passphraseOf(lab, node, variableOf(node)) !== null
          ? 'held'
          : isProtected(node)
            ? 'needed'
            : 'unneeded',
    }),
    sudoPassword,
    jumpCredential: (jump) => agentCredential(jump, env),
    credential: (lab, node, at) => {
      switch (node.auth.kind) {
        case 'password': {
          const password = passwordOf(lab, node);
          if (password !== undefined) return { kind: 'password', password };
          const { env: variable } = node.auth;
          const who = { host: node.host, user: node.user };
          if (variable === undefined) throw fail('host.secret-missing', who);
          throw fail('host.variable-unset', { ...who, env: variable });
        }
        case 'key': {
          const variable = variableOf(node);
          const value = passphraseOf(lab, node, variable);
          return { kind: 'key', key: readPrivateKey(node.auth.path, { value, env: variable }) };
        }
        case 'agent':
          return agentCredential(at, env);
      }
    },
  };
}

/** A key file that cannot be read at all is a problem of its own, said when it is used. */
function isProtected({ auth }: LabNode): boolean {
  if (auth.kind !== 'key') return false;
  try {
    readPrivateKey(auth.path, { value: null, env: passphraseEnv });
    return false;
  } catch (error) {
    return error instanceof ProblemError && error.problem.code === 'host.passphrase-missing';
  }
}

/** sshd closes after six attempts (MaxAuthTries), and the agent has some of them. */
const mostKeyFiles = 3;

/** What ssh itself would offer. A key file that cannot be used without asking is left out. */
function agentCredential(at: Endpoint, env: NodeJS.ProcessEnv): Credential {
  const named = at.identityAgent ?? 'SSH_AUTH_SOCK';
  const variable = named === 'SSH_AUTH_SOCK' ? named : /^\$\{?(\w+)\}?$/.exec(named)?.[1];
  const path = named === 'none' ? undefined : variable ? env[variable] : named;
  const isPipe = path?.startsWith('\\\\.\\pipe\\'); // the agent of OpenSSH for Windows
  const socket = path && (isPipe || statSync(path, { throwIfNoEntry: false })?.isSocket()) ? path : null;
  const keys = at.identityFiles.flatMap((file): ParsedKey[] => {
    try {
      return [readPrivateKey(file, { value: env[passphraseEnv] ?? null, env: passphraseEnv })];
    } catch {
      return [];
    }
  });
  if (socket === null && keys.length === 0)
    throw fail('host.agent-missing', { host: at.host, user: at.user });
  return { kind: 'agent', socket, keys: keys.slice(0, mostKeyFiles) };
}
