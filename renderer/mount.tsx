import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { StoresProvider } from './app/context.tsx';
import { startI18n } from './i18n/i18n.ts';
import { createStores, type Stores } from './store/stores.ts';
import type { Engine } from './transport/engine.ts';

/** Puts the window together around an engine: the real one in main.tsx. */
export function mount(engine: Engine): Stores {
  const stores = createStores(engine, {
    keep: localStorage,
    tab: sessionStorage,
    systemLanguage: navigator.language,
    now: () => performance.now(),
  });
  const words = startI18n(stores.preferences.getState().language);
  stores.preferences.subscribe(({ language }) => {
    if (words.language !== language) void words.changeLanguage(language);
  });
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element #root');
  createRoot(root).render(
    <StrictMode>
      <StoresProvider value={stores}>
        <App />
      </StoresProvider>
    </StrictMode>,
  );
  return stores;
}
