import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Stores } from '../store/stores.ts';

const StoresContext = createContext<Stores | null>(null);
export const StoresProvider = StoresContext.Provider;

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (!stores) throw new Error('StoresProvider is missing above this component');
  return stores;
}

/** Reads a part of a store and renders again when that part changes. */
export function useFrom<State, Part>(
  pick: (stores: Stores) => StoreApi<State>,
  select: (state: State) => Part,
): Part {
  return useStore(pick(useStores()), select);
}

/** The lab that is chosen in the header, with what the engine knows of it. */
export function useLab() {
  const name = useFrom(
    (stores) => stores.topology.store,
    (state) => state.lab,
  );
  return useFrom(
    (stores) => stores.labs.store,
    (state) => state.labs?.find((entry) => entry.lab.name === name) ?? null,
  );
}
