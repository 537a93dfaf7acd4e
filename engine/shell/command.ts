import { readFileSync } from 'node:fs';
import type { StreamItem, StreamName, StreamParams } from '../../protocol/contract/contract.ts';
import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import { complaintsOf, placedComplaints } from '../../protocol/lab/file-complaints.ts';
import { lineOfDottedPath, lineOfSyntaxError, repeatedName } from '../../protocol/lab/json-place.ts';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import type { Client } from '../../protocol/rpc/client.ts';
import type { Engine } from '../engine.ts';
import { UsageError } from './exit-status.ts';

export { exitStatus, UsageError } from './exit-status.ts';

/** What a command is handed. */
export interface CommandContext {
  client: Client;
  engine: Engine;
  args: readonly string[];
  options: Options;
  /** One JSON document or line on standard output with --json; text for people otherwise. */
  print(value: unknown, text: string): void;
  /** For people, on standard error. */
  say(text: string): void;
  /** Aborts on Ctrl+C. */
  signal: AbortSignal;
}

export interface Options {
  json: boolean;
  data?: string | undefined;
  interface?: string | undefined;
  seconds?: string | undefined;
  count?: string | undefined;
  write?: string | undefined;
  accept?: string | undefined;
  key?: string | undefined;
  'password-env'?: string | undefined;
  replace: boolean;
  wide: boolean;
  port?: string | undefined;
  open: boolean;
  list: boolean;
  repeat?: string | undefined;
  vrid?: string | undefined;
  to?: string | undefined;
  out?: string | undefined;
  'keepalived-version'?: string | undefined;
  'install-keepalived': boolean;
  'replace-keepalived-conf': boolean;
  'replace-lab': boolean;
}

/** Resolves to the exit status. */
export type Command = (context: CommandContext) => Promise<number>;

/** The argument at `index`, or a usage error that names it. */
export function required(context: CommandContext, index: number, name: string): string {
  const value = context.args[index];
  if (value === undefined) throw new UsageError(`${name} is missing`);
  return value;
}

export function positiveNumber(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`${name} must be a number above 0`);
  return value;
}

/**
 * The lab file as a draft, whatever is asked about it: what is on record of that lab stays as its hosts are, until this
 * one is deployed. Throws lab.file-unreadable or lab.invalid.
 */
export function loadLab(context: CommandContext, index: number): { lab: string; draft: Lab } {
  const draft = readLab(required(context, index, 'LAB'));
  return { lab: draft.name, draft };
}

/** Throws lab.file-unreadable or lab.invalid. */
export function readLab(file: string): Lab {
  return readLabFile(file).lab;
}

/** @returns where: `file:line` of a field. Throws as readLab */
export function readLabFile(file: string): { lab: Lab; where(field: string): string } {
  let text = '';
  let raw: unknown;
  try {
    // Some editors begin a file with a byte order mark; RFC 8259, 8.1 lets a reader pass over it.
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    raw = JSON.parse(text);
  } catch (error) {
    const line = lineOfSyntaxError(text, error);
    throw fail('lab.file-unreadable', { file: line === null ? file : `${file}:${line}` }, error);
  }
  const repeated = repeatedName(text);
  if (repeated) {
    const detail = `${repeated.name}: stands twice in one object, and only the last one would count`;
    throw fail('lab.invalid', { path: `${file}:${repeated.line}`, detail });
  }
  const parsed = labSchema.safeParse(raw);
  if (!parsed.success) {
    const complaints = complaintsOf(labSchema, parsed.error.issues, text);
    throw fail('lab.invalid', placedComplaints(file, complaints));
  }
  const where = (field: string) => `${file}:${lineOfDottedPath(text, field)}`;
  return { lab: parsed.data, where };
}

/** The answer, or request.cancelled at Ctrl+C; the engine's close puts back what it had begun. */
export function untilCancelled<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = Promise.withResolvers<never>();
  const stop = () => cancelled.reject(fail('request.cancelled'));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return Promise.race([answer, cancelled.promise]).finally(() => signal.removeEventListener('abort', stop));
}

/** Reads a stream until it ends, `isEnough` says so, or Ctrl+C. Rejects with the Problem that ended it. */
export function readStream<S extends StreamName>(
  context: CommandContext,
  stream: S,
  params: StreamParams<S>,
  isEnough: (item: StreamItem<S>) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const close = context.client.open(stream, params, {
      onItem: (item) => {
        if (!isEnough(item)) return;
        close();
        resolve();
      },
      onEnd: (problem) => (problem ? reject(new ProblemError(problem)) : resolve()),
    });
    context.signal.addEventListener('abort', () => {
      close();
      resolve();
    });
  });
}
