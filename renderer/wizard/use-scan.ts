import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../protocol/contract/problem.ts';
import { useStores } from '../app/context.tsx';
import { compareIp } from './subnet.ts';

export interface Scan {
  running: boolean;
  probed: number;
  total: number;
  done: { hosts: number; elapsedMs: number } | null;
  problem: Problem | null;
  /** The range that the last scan was of, and its problem is about. */
  cidr: string;
  /** @param wide a person agreed to a range of more than a /22 */
  start(cidr: string, interfaceName: string, wide: boolean): void;
  stop(): void;
}

const idle = {
  running: false,
  probed: 0,
  total: 0,
  done: null,
  problem: null,
  cidr: '',
};

/** One scan at a time; hosts arrive one by one and are kept in the wizard's store. */
export function useScan(): Scan {
  const { engine, wizard } = useStores();
  const [state, setState] = useState<Omit<Scan, 'start' | 'stop'>>(idle);
  const close = useRef<() => void>(() => undefined);
  useEffect(() => () => close.current(), []);

  const start = (cidr: string, interfaceName: string, wide: boolean) => {
    close.current();
    wizard.store.setState({ found: [], gone: [], comparedWith: null });
    setState({ ...idle, running: true, cidr });
    const params = interfaceName ? { cidr, wide, interface: interfaceName } : { cidr, wide };
    close.current = engine.watch('discovery.scan', params, {
      onItem: (item) => {
        if (item.type === 'progress') setState((now) => ({ ...now, probed: item.probed, total: item.total }));
        else if (item.type === 'name')
          wizard.store.setState(({ found }) => ({
            found: found.map((host) => (host.ip === item.ip ? { ...host, hostname: item.hostname } : host)),
          }));
        else if (item.type === 'gone') wizard.store.setState(({ gone }) => ({ gone: [...gone, item] }));
        else if (item.type === 'done') {
          setState((now) => ({ ...now, running: false, done: item }));
          wizard.store.setState({ comparedWith: item.comparedWith ?? null });
        } else
          wizard.store.setState(({ found }) => ({
            found: [...found.filter((host) => host.ip !== item.ip), item].sort((a, b) =>
              compareIp(a.ip, b.ip),
            ),
          }));
      },
      onEnd: (problem) => setState((now) => ({ ...now, running: false, problem })),
    });
  };
  const stop = () => {
    close.current();
    setState((now) => ({ ...now, running: false }));
  };
  return { ...state, start, stop };
}
