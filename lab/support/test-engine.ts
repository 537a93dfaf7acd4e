import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, type EngineOptions } from '../../engine/engine.ts';
import type { DrillKind, DrillReport } from '../../protocol/contract/drills.ts';
import { type Problem, ProblemError } from '../../protocol/contract/problem.ts';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import { type LabInput, labSchema } from '../../protocol/lab/schema.ts';
import { type Client, createClient } from '../../protocol/rpc/client.ts';
import { createMemoryPortPair } from '../../protocol/rpc/port.ts';
import { serve } from '../../protocol/rpc/server.ts';
import { labFile, nodes, password } from '../testbed/index.ts';

/** A whole engine with a data folder of its own, as the suites on real nodes use it: through the contract alone. */
export interface TestEngine {
  client: Client;
  engine: Engine;
  dataFolder: string;
  /** Saves the lab and its passwords. */
  save(lab: LabInput): Promise<string>;
  /** Confirms the ed25519 keys of both nodes, as a person would after comparing them. */
  trustNodes(): Promise<void>;
  /** Runs a task to its end. Rejects with its Problem. */
  follow(taskId: string, onEvent?: (event: TaskEvent) => void): Promise<TaskEvent[]>;
  deploy(lab: string, onEvent?: (event: TaskEvent) => void): Promise<TaskEvent[]>;
  uninstall(lab: string): Promise<void>;
  /** @param vrid of the first virtual router where it is left out */
  drill(lab: string, kind: DrillKind, vrid?: number): Promise<DrillReport>;
  close(): Promise<void>;
}

export function startTestEngine(options: Partial<EngineOptions> = {}): TestEngine {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tandem-test-'));
  const engine = createEngine({
    dataFolder,
    shell: 'cli',
    version: 'test',
    env: { ...process.env, LAB_PASSWORD: password },
    platform: process.platform,
    uid: process.geteuid?.() ?? null,
    ...options,
  });
  const [own, peer] = createMemoryPortPair();
  serve(peer, engine.handlers, engine.sources);
  const client = createClient(own);

  const follow = (taskId: string, onEvent?: (event: TaskEvent) => void) =>
    new Promise<TaskEvent[]>((resolve, reject) => {
      const events: TaskEvent[] = [];
      client.open(
        'tasks.watch',
        { taskId },
        {
          onItem: (event) => {
            events.push(event);
            onEvent?.(event);
          },
          onEnd: (problem) => {
            const last = events.at(-1);
            if (problem) reject(new ProblemError(problem));
            else if (last?.type === 'failed') reject(new ProblemError(last.problem));
            else resolve(events);
          },
        },
      );
    });

  return {
    client,
    engine,
    dataFolder,
    follow,
    save: async (lab) => {
      await client.call('labs.save', { lab: labSchema.parse(lab) });
      return lab.name;
    },
    trustNodes: async () => {
      for (const { address } of nodes) {
        const keys = await client.call('trust.keys', { host: address, port: 22 });
        const key = keys.find(({ type }) => type === 'ssh-ed25519');
        if (!key) throw new Error(`${address} offers no ed25519 key`);
        await client.call('trust.accept', {
          host: address,
          port: 22,
          fingerprint: key.fingerprint,
          replace: true,
        });
      }
    },
    deploy: async (lab, onEvent) => follow((await client.call('deploy.start', { lab })).taskId, onEvent),
    uninstall: async (lab) => {
      await follow((await client.call('uninstall.start', { lab })).taskId);
    },
    drill: async (lab, kind, vrid) => {
      await follow((await client.call('drills.start', { lab, kind, vrid })).taskId);
      const [report] = await client.call('reports.list', { lab });
      if (!report) throw new Error('the drill left no report');
      return report;
    },
    close: async () => {
      await engine.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The lab file of the test bed, with changes. */
export function exampleLab(change: Partial<LabInput> = {}): LabInput {
  return { ...(JSON.parse(readFileSync(labFile, 'utf8')) as LabInput), ...change };
}

/** The Problem that a promise rejects with; fails when it does not reject with one. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('it was expected to fail, and did not');
}
