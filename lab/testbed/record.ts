import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { nodeNames } from './plan.ts';

const processSchema = z.strictObject({ pid: z.int().positive(), startTicks: z.string().regex(/^\d+$/) });

/** Whose wires these are. Written by `up` before the first of them is made, removed after the last is gone. */
export const ownerSchema = z.strictObject({
  checkout: z.string(),
  cache: z.string(),
  /** Directories that only came to be with the lab, and go with it if empty. */
  foundNamespaceDirectory: z.boolean(),
  foundNspawnDirectory: z.boolean(),
  /** There once the nodes are being started. */
  supervisor: processSchema.optional(),
  /** The test run that brought it up, where one did. */
  run: z.string().optional(),
});
export type Owner = z.infer<typeof ownerSchema>;

/** The systemd-nspawn of each node that runs; only the supervisor writes this. */
export const containersSchema = z.partialRecord(z.enum(nodeNames), processSchema);
export type Containers = z.infer<typeof containersSchema>;

/** Writes a record so that a reader sees the whole old one or the whole new one. */
export function writeRecord(path: string, record: Owner | Containers): void {
  const next = `${path}.next`;
  writeFileSync(next, `${JSON.stringify(record)}\n`, { mode: 0o644 });
  renameSync(next, path);
}

/** Reads a record; undefined where there is none, or none that this version wrote whole. */
export function readRecord<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

export function removeRecord(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.next`, { force: true });
}
