import { readFileSync } from 'node:fs';
import type { Form } from '../causes/forms.ts';

/**
 * Whether a form is what one of these sources of the project says, or a part of it: a sentence that is changed there is
 * changed here.
 */
export function saidIn(files: readonly string[]): (form: Form) => boolean {
  const sources = files.map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
  return ({ agent }) => {
    const said = agent.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\\?\{\w+\\?\}/g, '\\$\\{.+\\}');
    return sources.some((text) => new RegExp(`['\`]${said}['\`]`).test(text));
  };
}
