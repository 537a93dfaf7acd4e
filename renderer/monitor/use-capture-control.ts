import { useEffect, useRef, useState } from 'react';
import { tinykeys } from 'tinykeys';
import type { NetworkInterface } from '../../protocol/contract/hosts.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { useFrom, useStores } from '../app/context.tsx';
import { downloadBase64 } from './download.ts';

export interface CaptureControl {
  interfaces: NetworkInterface[] | null;
  chosen: string | null;
  problem: Problem | null;
  busy: boolean;
  running: boolean;
  choose(name: string): void;
  toggle(): void;
  save(): void;
}

/** Which interface, start, stop, export, and what went wrong with them. */
export function useCaptureControl(): CaptureControl {
  const { engine } = useStores();
  const state = useFrom(
    (stores) => stores.capture.store,
    (capture) => capture.state,
  );
  const current = useFrom(
    (stores) => stores.capture.store,
    (capture) => capture.interface,
  );
  const linked = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  const [interfaces, setInterfaces] = useState<NetworkInterface[] | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const running = state === 'running' || state === 'starting';
  const chosen = (running ? current : null) ?? picked ?? current ?? likeliest(interfaces);

  useEffect(() => {
    if (linked)
      engine.call('interfaces.list', {}).then(setInterfaces, (error) => setProblem(toProblem(error)));
  }, [engine, linked]);

  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };

  const toggle = () => {
    if (busy) return;
    if (running) void attempt(() => engine.call('capture.stop', {}));
    else if (chosen) void attempt(() => engine.call('capture.start', { interface: chosen }));
  };
  const save = () =>
    void attempt(async () => {
      const { pcapng } = await engine.call('capture.export', {});
      downloadBase64(pcapng, `tandem-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.pcapng`);
    });

  const actions = useRef({ toggle, save });
  actions.current = { toggle, save };
  useEffect(
    () =>
      tinykeys(window, {
        'Control+KeyE': (event) => {
          event.preventDefault();
          actions.current.toggle();
        },
        'Control+Shift+KeyS': (event) => {
          event.preventDefault();
          actions.current.save();
        },
      }),
    [],
  );
  return { interfaces, chosen, problem, busy, running, choose: setPicked, toggle, save };
}

/** The first interface that is up, may be captured on and has an address. */
function likeliest(interfaces: NetworkInterface[] | null): string | null {
  const usable = (interfaces ?? []).filter((entry) => entry.up && entry.name !== 'lo');
  const best = usable.find((entry) => entry.capture.allowed && entry.addresses.length > 0);
  return (best ?? usable[0])?.name ?? null;
}
