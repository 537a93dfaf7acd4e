import i18next, { type i18n, type TFunction } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language } from '../../protocol/contract/problem.ts';
import { en } from './en.ts';
import { zhCn } from './zh-CN.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export type Translate = TFunction<'translation'>;

/** Both tables are part of the page: there is nothing to wait for. */
export function startI18n(language: Language): i18n {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCn } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return i18next;
}

export function useWords(): { t: Translate; language: Language } {
  const { t, i18n: instance } = useTranslation();
  return { t, language: instance.language === 'zh-CN' ? 'zh-CN' : 'en' };
}
