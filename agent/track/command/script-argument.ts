import { posix } from 'node:path';

interface Interpreter {
  name: RegExp;
  /** Options after which no script follows: the program text, a module or the standard input takes its place. */
  instead: RegExp;
  /** Options that take the next argument. */
  takesNext: RegExp;
}

/** Those that a check is usually written for: sh(1), python(1), perlrun(1), node(1), php(1), ruby(1). */
const interpreters: readonly Interpreter[] = [
  {
    name: /^(ba|da|a|k|mk|z)?sh$/,
    instead: /^-[a-zA-Z]*[cs]/,
    takesNext: /^([-+][a-zA-Z]*[oO]|--(rcfile|init-file))$/,
  },
  { name: /^python[0-9.]*$/, instead: /^-([a-zA-Z]*[cm]|$)/, takesNext: /^-[WX]$/ },
  { name: /^perl[0-9.]*$/, instead: /^-[a-zA-Z]*[eE]/, takesNext: /^-I$/ },
  { name: /^ruby[0-9.]*$/, instead: /^-[a-zA-Z]*e/, takesNext: /^-[rI]$/ },
  { name: /^node(js)?$/, instead: /^-(e|p|-eval|-print)/, takesNext: /^-(r|-require|-import)$/ },
  { name: /^php[0-9.]*$/, instead: /^-r$/, takesNext: /^-[cd]$/ },
];

/**
 * The script that a command hands to an interpreter, such as `/opt/check` of `/bin/sh -e /opt/check`; null where it
 * names none, or a relative one. An interpreter that is not known is a program like any other.
 */
export function scriptArgument(command: readonly string[]): string | null {
  const [program = '', ...rest] = withoutEnv(command);
  const name = posix.basename(program);
  const interpreter = interpreters.find((one) => one.name.test(name));
  if (!interpreter) return null;
  for (let at = 0; at < rest.length; at += 1) {
    const argument = rest[at] ?? '';
    if (argument === '--') return absolute(rest[at + 1]);
    if (!/^[-+]/.test(argument)) return absolute(argument);
    if (argument === '-' || interpreter.instead.test(argument)) return null;
    if (interpreter.takesNext.test(argument)) at += 1;
  }
  return null;
}

/** What env(1) runs, by its name. */
function withoutEnv(command: readonly string[]): readonly string[] {
  const [program = '', ...rest] = command;
  if (posix.basename(program) !== 'env') return command;
  const start = rest.findIndex((argument) => !argument.startsWith('-') && !argument.includes('='));
  return start < 0 ? [] : rest.slice(start);
}

const absolute = (path: string | undefined) => (path?.startsWith('/') ? path : null);
