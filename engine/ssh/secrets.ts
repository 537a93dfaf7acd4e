import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fail } from '../../protocol/contract/problem.ts';
import type { LabNode } from '../../protocol/lab/schema.ts';
import type { Credential } from './session.ts';

interface NodeSecrets {
  password?: string | undefined;
  sudoPassword?: string | undefined;
}

/** Passwords, in memory only, by lab and node; the environment stands in where a lab names a variable. */
export interface Secrets {
  set(lab: string, node: string, secrets: NodeSecrets): void;
  /** Which ones are at hand. */
  held(lab: string, node: LabNode): { password: boolean; sudo: boolean };
  /** Rejects with host.secret-missing. */
  credential(lab: string, node: LabNode): Credential;
  sudoPassword(lab: string, node: LabNode): string | null;
}

export const sudoEnvOf = (node: LabNode): string => node.sudoEnv ?? 'TANDEM_SUDO_PASSWORD';

export function createSecrets(env: NodeJS.ProcessEnv): Secrets {
  const byNode = new Map<string, NodeSecrets>();
  const keyOf = (lab: string, node: string) => `${lab}\n${node}`;
  const passwordOf = (lab: string, node: LabNode) => {
    const held = byNode.get(keyOf(lab, node.name))?.password;
    if (held !== undefined || node.auth.kind !== 'password' || !node.auth.env) return held;
    return env[node.auth.env];
  };
  const sudoPassword = (lab: string, node: LabNode) =>
    byNode.get(keyOf(lab, node.name))?.sudoPassword ?? env[sudoEnvOf(node)] ?? passwordOf(lab, node) ?? null;
  return {
    set: (lab, node, secrets) => {
      byNode.set(keyOf(lab, node), { ...byNode.get(keyOf(lab, node)), ...secrets });
    },
    held: (lab, node) => ({
      password: passwordOf(lab, node) !== undefined,
      sudo: sudoPassword(lab, node) !== null,
    }),
    sudoPassword,
    credential: (lab, node) => {
      const missing = (variable: string) =>
        fail('host.secret-missing', { host: node.host, user: node.user, env: variable });
      switch (node.auth.kind) {
        case 'password': {
          const password = passwordOf(lab, node);
          if (password === undefined) throw missing(node.auth.env ?? '-');
          return { kind: 'password', password };
        }
        case 'key':
          return { kind: 'key', path: node.auth.path, privateKey: readKey(node.auth.path) };
        case 'agent': {
          const socket = env.SSH_AUTH_SOCK;
          if (!socket) throw missing('SSH_AUTH_SOCK');
          return { kind: 'agent', socket };
        }
      }
    },
  };
}

function readKey(path: string): Buffer {
  const resolved = path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path;
  try {
    return readFileSync(resolved);
  } catch (error) {
    throw fail('host.key-unreadable', { path }, error);
  }
}
