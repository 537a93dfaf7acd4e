import { useEffect } from 'react';
import { useFrom, useStores } from '../app/context.tsx';
import { goOn } from './go-on.ts';

/** Goes on where somebody was, once the wizard is in view; a step that is chosen meanwhile ends it. */
export function useGoOn(): boolean {
  const stores = useStores();
  const isGoing = useFrom(
    ({ wizard }) => wizard.store,
    ({ goesOnAt }) => goesOnAt !== null,
  );
  const connected = useFrom(
    ({ engine }) => engine.link,
    ({ phase }) => phase === 'open',
  );
  useEffect(() => {
    if (!isGoing || !connected) return;
    const abort = new AbortController();
    void goOn(stores, abort.signal);
    return () => abort.abort();
  }, [stores, isGoing, connected]);
  return isGoing;
}
