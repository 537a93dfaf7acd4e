import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * sonner adds a <style> element when it is imported, and the page's CSP (style-src 'self') refuses that.
 * Its style sheet is imported as a file instead (main.tsx), so the call is dropped.
 */
function sonnerWithoutInlineStyle(): Plugin {
  return {
    name: 'sonner-without-inline-style',
    enforce: 'pre',
    transform: (code, id) =>
      /\/sonner\/dist\/index\.m?js/.test(id) ? code.replace(/^__insertCSS\(.*\);$/m, '') : null,
  };
}

const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname);

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [sonnerWithoutInlineStyle(), react()],
  build: {
    outDir: here('../dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    /** Images as files: the CSP names no data: source. */
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
