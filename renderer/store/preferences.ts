import { z } from 'zod';
import { createStore } from 'zustand/vanilla';

export const screenNames = ['labs', 'topology', 'monitor', 'drills'] as const;
export const languages = ['en', 'zh-CN'] as const;
export const themes = ['system', 'light', 'dark'] as const;

const preferencesSchema = z.object({
  language: z.enum(languages),
  theme: z.enum(themes),
  lab: z.string().nullable(),
});
export type Preferences = z.infer<typeof preferencesSchema>;
export type Theme = Preferences['theme'];

const key = 'tandem.preferences';

export interface Keep {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

function read(keep: Keep, systemLanguage: string): Preferences {
  const fallback: Preferences = {
    language: systemLanguage.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en',
    theme: 'system',
    lab: null,
  };
  try {
    const parsed = preferencesSchema.partial().safeParse(JSON.parse(keep.getItem(key) ?? '{}'));
    return parsed.success ? ({ ...fallback, ...parsed.data } as Preferences) : fallback;
  } catch {
    return fallback;
  }
}

/** What the person chose, kept in this browser. */
export function createPreferences(keep: Keep, systemLanguage: string) {
  const store = createStore<Preferences>(() => read(keep, systemLanguage));
  store.subscribe((state) => keep.setItem(key, JSON.stringify(state)));
  return store;
}
