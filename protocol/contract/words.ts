export type Language = 'en' | 'zh-CN';
export type WordParams = Record<string, string | number>;

/** Puts facts into a template: "{host} does not answer." Facts are never read as templates themselves. */
export function fill(template: string, params: WordParams): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
