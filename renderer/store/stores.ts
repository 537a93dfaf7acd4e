import type { Engine } from '../transport/engine.ts';
import { createCapture } from './capture.ts';
import { createDrills } from './drills.ts';
import { createLabs } from './labs.ts';
import { createNavigation } from './navigation.ts';
import { createPreferences, type Keep } from './preferences.ts';
import { createSettledLabs } from './settled-labs.ts';
import { createSwitchover } from './switchover.ts';
import { createTasks } from './tasks.ts';
import { createTopology } from './topology.ts';
import { createWizard } from './wizard.ts';
import { keepDraft } from './wizard-draft.ts';

export interface StoresOptions {
  keep: Keep;
  /** Outlives a reload of the page, and nothing else. */
  tab: Keep;
  systemLanguage: string;
  now: () => number;
}

/** Every store of the window, fed by one engine. */
export function createStores(engine: Engine, options: StoresOptions) {
  const preferences = createPreferences(options.keep, options.systemLanguage);
  const labs = createLabs(engine);
  const topology = createTopology(engine, options.now);
  const drills = createDrills(engine);

  const select = () => {
    const known = labs.store.getState().labs;
    const wanted = preferences.getState().lab;
    const lab = known === null || known.some((entry) => entry.lab.name === wanted) ? wanted : null;
    const chosen = lab ?? known?.[0]?.lab.name ?? null;
    if (chosen === topology.store.getState().lab) return;
    topology.follow(chosen);
    drills.follow(chosen);
  };
  preferences.subscribe(select);
  labs.store.subscribe(select);

  const navigation = createNavigation(options.tab);
  const wizard = createWizard();
  const draft = keepDraft(engine, wizard, navigation.getState().screen === 'wizard');
  const settled = createSettledLabs();
  labs.store.subscribe(({ labs: known }) => {
    if (!known) return;
    const { deployed, tried } = settled(known);
    wizard.setDeployed(deployed, tried);
  });

  return {
    engine,
    preferences,
    navigation,
    labs,
    topology,
    drills,
    switchover: createSwitchover(engine),
    capture: createCapture(engine, options.now),
    tasks: createTasks(engine),
    wizard,
    draft,
  };
}
export type Stores = ReturnType<typeof createStores>;
