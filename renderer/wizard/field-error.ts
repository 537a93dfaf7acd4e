import type { Translate } from '../i18n/i18n.ts';
import { wizardEn } from '../i18n/wizard.en.ts';

export type FieldErrorKey = keyof typeof wizardEn.error;

/** Schemas name their errors by key; here the key gets its words. Anything else is shown as it came. */
export function fieldError(t: Translate, message: string | undefined): string | undefined {
  if (message === undefined) return undefined;
  return isKey(message) ? t(`wizard.error.${message}`) : message;
}

function isKey(text: string): text is FieldErrorKey {
  return Object.hasOwn(wizardEn.error, text);
}
