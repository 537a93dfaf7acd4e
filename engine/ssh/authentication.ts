import type { AnyAuthMethod, ConnectConfig, ParsedKey, Prompt } from 'ssh2';
import { fail, type ProblemError } from '../../protocol/contract/problem.ts';

export type Credential =
  | { kind: 'password'; password: string }
  | { kind: 'key'; key: ParsedKey }
  /** What ssh would use by itself: the agent's keys, then those of the files that its configuration names. */
  | { kind: 'agent'; socket: string | null; keys: readonly ParsedKey[] };

/** How one connection proves who it is. */
export interface Authentication {
  handler: NonNullable<ConnectConfig['authHandler']>;
  /** What a question of the host made impossible, or null. */
  refusal(): ProblemError | null;
}

type Who = { host: string; user: string };
type Answer = (answers: string[]) => void;

/**
 * Offers a credential in the ways that the host takes, each once: a wrong password by `password` and then again by
 * `keyboard-interactive` would count twice towards a lock-out.
 */
export function authentication(who: Who, credential: Credential, onRefusal: () => void): Authentication {
  let refusal: ProblemError | null = null;
  let attempts: AnyAuthMethod[] | null = null;
  const username = who.user;
  const questions = answerPassword(who, credential, (problem) => {
    refusal = problem;
    onRefusal();
  });
  const attemptsFor = (methods: readonly string[]): AnyAuthMethod[] => {
    switch (credential.kind) {
      case 'password':
        return methods.includes('password')
          ? [{ type: 'password', username, password: credential.password }]
          : [{ type: 'keyboard-interactive', username, prompt: questions }];
      case 'key':
        return [{ type: 'publickey', username, key: credential.key }];
      case 'agent':
        return [
          ...(credential.socket ? [{ type: 'agent', username, agent: credential.socket } as const] : []),
          ...credential.keys.map((key) => ({ type: 'publickey', username, key }) as const),
        ];
    }
  };
  return {
    refusal: () => refusal,
    handler: (methodsLeft, _partialSuccess, next) => {
      if (methodsLeft === null) return next('none');
      attempts ??= attemptsFor(methodsLeft);
      return next(attempts.shift() ?? (false as never)); // ssh2 takes false for “no more”, its types do not
    },
  };
}

/** How PAM modules ask for a password, in the languages in which they do. */
const passwordPrompt = /pass\s?wor[dt]|密码|密碼|パスワード|mot de passe|contraseña|senha|пароль/i;
const newPasswordPrompt = /new|retype|current|again|expired|change/i;

/**
 * Answers the one hidden question for the password (RFC 4256, 3.3), once. Anything else, such as a code of a second
 * factor or a new password, is host.prompt-unknown: a password must not go into a field that was not meant for it.
 */
function answerPassword(who: Who, credential: Credential, refuse: (problem: ProblemError) => void) {
  let asked = false;
  return (_name: string, _instructions: string, _language: string, prompts: Prompt[], answer: Answer) => {
    const [question] = prompts;
    if (question === undefined) return answer([]);
    const isPassword =
      prompts.length === 1 &&
      question.echo !== true &&
      passwordPrompt.test(question.prompt) &&
      !newPasswordPrompt.test(question.prompt);
    if (isPassword && credential.kind === 'password' && !asked) {
      asked = true;
      return answer([credential.password]);
    }
    const prompt = prompts.map((entry) => shown(entry.prompt)).join(' | ');
    refuse(
      isPassword
        ? fail('host.auth-failed', who)
        : fail('host.prompt-unknown', { ...who, prompt: prompt.slice(0, 200) }),
    );
  };
}

/** Control characters, and those that turn the direction of writing, as escapes: the text comes from the host. */
function shown(text: string): string {
  return text
    .trim()
    .slice(0, 200)
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
      return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
    });
}
