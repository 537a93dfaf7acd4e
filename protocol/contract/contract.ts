import { z } from 'zod';
import { labSchema } from '../lab/schema.ts';
import { frameSchema } from '../wire/frame.ts';
import { consentSchema } from './deploy.ts';
import { draftSchema } from './draft.ts';
import { drillCardSchema, drillKindSchema, drillProgressSchema, drillReportSchema } from './drills.ts';
import { hostFactsSchema, inspectTargetSchema } from './host-facts.ts';
import { discoveryItemSchema, hostKeySchema, networkInterfaceSchema } from './hosts.ts';
import { labSummarySchema, practiceStatusSchema, systemInfoSchema } from './labs.ts';
import { planSchema } from './plan.ts';
import { preflightCheckSchema, preflightFixes, preflightItemSchema } from './preflight.ts';
import { problemSchema } from './problem-schema.ts';
import { switchoverResultSchema } from './switchover.ts';
import { taskEventSchema, taskSummarySchema } from './tasks.ts';
import { topologySchema } from './topology.ts';

/**
 * THE contract between every shell (window, browser tab, command line) and the engine.
 * A method is called once and answers once, or fails with a Problem. A stream is opened and sends items until it ends,
 * fails with a Problem, or its reader closes it. Client, server, preload and test doubles all derive from here.
 */

/** Raised whenever a message changes in a way that an older peer would misread. */
export const contractVersion = 1;

const nothing = z.strictObject({});
/** A NUL would end it early for sshd; no field can show other controls, and a password may have them. */
const secretSchema = z
  .string()
  .max(1024)
  .refine((text) => !text.includes('\0'), 'no NUL');
const labName = z.strictObject({ lab: z.string() });
/**
 * A lab as it is on record; with `draft`, of the same name, as somebody wants to have it, or has it in a file: the record
 * stays as it is until that was deployed. A draft of a deployed lab with other nodes is refused where it would reach them.
 */
const labOrDraft = z.strictObject({ lab: z.string(), draft: labSchema.optional() });
const task = z.object({ taskId: z.string() });

export const methods = {
  'system.info': { params: nothing, result: systemInfoSchema },
  'interfaces.list': { params: nothing, result: z.array(networkInterfaceSchema) },

  'trust.keys': {
    params: z.strictObject({ host: z.string(), port: z.int().min(1).max(65535) }),
    result: z.array(hostKeySchema),
  },
  'trust.accept': {
    params: z.strictObject({
      host: z.string(),
      port: z.int().min(1).max(65535),
      fingerprint: z.string(),
      /** Must be set to replace a key that was trusted before. */
      replace: z.boolean().default(false),
    }),
    result: z.array(hostKeySchema),
  },
  'trust.forget': {
    params: z.strictObject({ host: z.string(), port: z.int().min(1).max(65535) }),
    result: z.object({ forgotten: z.int() }),
  },

  /** What was typed into the wizard before; null where there is nothing to go on with. Each text has its own revision. */
  'draft.get': {
    params: nothing,
    result: z.object({ draft: draftSchema.nullable(), revision: z.string() }),
  },
  /** With `over`, it is kept only where that is what it takes the place of: another window may have kept something since. */
  'draft.set': {
    params: z.strictObject({ draft: draftSchema.nullable(), over: z.string().optional() }),
    result: z.object({ kept: z.boolean(), revision: z.string() }),
  },

  'labs.list': { params: nothing, result: z.array(labSummarySchema) },
  'labs.save': { params: z.strictObject({ lab: labSchema }), result: labSummarySchema },
  'labs.remove': { params: labName, result: z.object({ removed: z.boolean() }) },
  /** Hands a password to the engine's memory. It is never written to disk and never read back. */
  'secrets.set': {
    params: z.strictObject({
      lab: z.string(),
      node: z.string(),
      /** Whose they are; absent: of the user whom the lab names. */
      user: z.string().optional(),
      password: secretSchema.optional(),
      sudoPassword: secretSchema.optional(),
      /** Of the private key that the lab names. */
      passphrase: secretSchema.optional(),
    }),
    result: labSummarySchema,
  },
  /** Connects and becomes root, to prove the access before anything is changed. */
  'access.check': {
    params: labOrDraft.extend({ node: z.string() }),
    result: z.object({
      machineId: z.string(),
      distribution: z.string(),
      kernel: z.string(),
      architecture: z.string(),
      interfaces: z.array(z.string()),
    }),
  },

  /**
   * What a trusted host is, what runs there and what it holds: read in one command as the user who logs in, without
   * becoming root.
   */
  'hosts.inspect': { params: inspectTargetSchema, result: hostFactsSchema },

  /** Applies one fix that a check offered, and answers with that check as it is now. */
  'preflight.fix': {
    params: labOrDraft.extend({ node: z.string(), fix: z.enum(preflightFixes) }),
    result: z.array(preflightCheckSchema),
  },

  'plan.get': { params: labOrDraft, result: planSchema },
  /** A draft is stored once it is deployed. */
  'deploy.start': {
    params: labOrDraft.extend({ consent: z.array(consentSchema).default([]) }),
    result: task,
  },
  'uninstall.start': { params: labOrDraft, result: task },
  'tasks.list': { params: nothing, result: z.array(taskSummarySchema) },
  'tasks.cancel': {
    params: z.strictObject({ taskId: z.string() }),
    result: z.object({ cancelled: z.boolean() }),
  },

  'capture.start': {
    params: z.strictObject({ interface: z.string() }),
    result: z.object({ interface: z.string() }),
  },
  'capture.stop': { params: nothing, result: z.object({ frames: z.int() }) },
  /** One frame with its bytes (base64), as long as the ring still holds it. */
  'capture.frame': {
    params: z.strictObject({ no: z.int() }),
    result: z.object({ frame: frameSchema, bytes: z.string() }).nullable(),
  },
  /** What the ring holds, as a pcapng file (base64). */
  'capture.export': { params: nothing, result: z.object({ frames: z.int(), pcapng: z.string() }) },

  'topology.get': { params: labOrDraft, result: topologySchema },

  /** Planned switchover: moves a virtual router to a node without an outage. */
  'switchover.run': {
    params: labOrDraft.extend({ vrid: z.int(), to: z.string() }),
    result: switchoverResultSchema,
  },

  'drills.cards': { params: labName, result: z.array(drillCardSchema) },
  'drills.start': {
    params: labOrDraft.extend({ kind: drillKindSchema, vrid: z.int().optional() }),
    result: task,
  },
  /** Stops every drill of the lab and puts everything back; new ones are blocked until released. */
  'drills.halt': { params: labOrDraft, result: z.object({ reverted: z.array(z.string()) }) },
  'drills.release': { params: labName, result: z.object({ halted: z.boolean() }) },
  'reports.list': {
    params: z.strictObject({ lab: z.string().optional() }),
    result: z.array(drillReportSchema),
  },
  'reports.get': { params: z.strictObject({ id: z.string() }), result: drillReportSchema },

  'practice.status': { params: nothing, result: practiceStatusSchema },
  'practice.up': { params: nothing, result: task },
  'practice.down': { params: nothing, result: task },
} as const;

export const streams = {
  'discovery.scan': {
    params: z.strictObject({
      cidr: z.string(),
      interface: z.string().optional(),
      /** A person agreed to more than `askedWithoutConsent` addresses. */
      wide: z.boolean().default(false),
    }),
    item: discoveryItemSchema,
  },
  /** The labs as `labs.list` gives them: once at once, again at every change, and every 2 s for what other processes do. */
  'labs.watch': { params: nothing, item: z.array(labSummarySchema) },
  /** Each check as it is done, then `done`. Changes nothing on any host. */
  'preflight.run': { params: labOrDraft, item: preflightItemSchema },
  /** The lab's topology: once at once, then whenever it changes, at most every 50 ms. Keeps the watchers running. */
  'topology.watch': { params: labOrDraft, item: topologySchema },
  /** Frames in batches, at most 20 batches a second; `missed` counts those that the ring lost before they were read. */
  'capture.frames': {
    params: z.strictObject({
      /** First number wanted; 0 for all that the ring holds. */ from: z.int().default(0),
    }),
    item: z.object({
      frames: z.array(frameSchema),
      missed: z.int(),
      total: z.int(),
      drops: z.int(),
      state: z.enum(['off', 'starting', 'running', 'failed']),
      interface: z.string().nullable(),
      problem: problemSchema.nullable(),
    }),
  },
  /** Everything that a task said so far, then what it says; ends with the task. */
  'tasks.watch': { params: z.strictObject({ taskId: z.string() }), item: taskEventSchema },
  /** The lab's running drill, or null; again at every change, at most every 100 ms. */
  'drills.watch': {
    params: labName,
    item: z.object({ progress: drillProgressSchema.nullable(), halted: z.boolean() }),
  },
  'practice.watch': { params: nothing, item: practiceStatusSchema },
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type MethodParams<M extends MethodName> = z.input<Methods[M]['params']>;
export type MethodResult<M extends MethodName> = z.output<Methods[M]['result']>;

export type Streams = typeof streams;
export type StreamName = keyof Streams;
export type StreamParams<S extends StreamName> = z.input<Streams[S]['params']>;
export type StreamItem<S extends StreamName> = z.output<Streams[S]['item']>;

/** What a handler gets, once the server has checked and completed the parameters. */
export type CheckedParams<M extends MethodName> = z.output<Methods[M]['params']>;
export type CheckedStreamParams<S extends StreamName> = z.output<Streams[S]['params']>;
