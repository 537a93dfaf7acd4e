import { type Client, createClient } from '../../protocol/rpc/client.ts';
import { createMemoryPortPair } from '../../protocol/rpc/port.ts';
import { serve } from '../../protocol/rpc/server.ts';
import { createEngine, type Engine, type EngineOptions } from '../engine.ts';
import { defaultDataFolder } from '../platform/data-folder.ts';
import { ownVersion } from './version.ts';

/** The command line's engine, in its own process, and the contract to it. */
export interface OwnEngine {
  engine: Engine;
  client: Client;
}

export async function openOwnEngine(
  dataFolder: string | undefined,
  shell: EngineOptions['shell'],
): Promise<OwnEngine> {
  const { env, platform } = process;
  const engine = createEngine({
    dataFolder: dataFolder ?? defaultDataFolder(env, platform),
    shell,
    version: ownVersion(),
    env,
    platform,
    uid: process.geteuid?.() ?? null,
  });
  const [own, peer] = createMemoryPortPair();
  serve(peer, engine.handlers, engine.sources);
  const client = createClient(own);
  await client.ready;
  return { engine, client };
}
