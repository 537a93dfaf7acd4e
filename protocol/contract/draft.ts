import { z } from 'zod';
import { labSchema } from '../lab/schema.ts';

/**
 * What was typed into the wizard and is not deployed yet, as it was typed: right or wrong. It is kept across restarts,
 * so it is strict and has no field for a secret, nor for what was proven: keys are read and access is checked anew.
 */
/** Longer than anything that a field takes: the rest of what was pasted there is not kept. */
export const draftTextLength = 4096;
const text = z.string().max(draftTextLength);

export const wizardSteps = ['scan', 'trust', 'access', 'vip', 'preflight', 'review'] as const;

/** One virtual router of the address step; priorities are of the first and the second node. */
const routerFormSchema = z.strictObject({ vip: text, vrid: text, first: text, second: text });

export const checkFormKinds = [
  'nginx',
  'haproxy',
  'tomcat',
  'lvs',
  'http',
  'tcp',
  'process',
  'script',
  'interface',
  'none',
] as const;

/** The address step: what the present choices do not need is kept for when they are changed back. */
export const vipFormSchema = z.strictObject({
  mode: z.enum(['master-backup', 'dual-master']),
  backend: z.enum(['tandem-agent', 'keepalived']),
  /** The second one counts in dual-master only. */
  routers: z.tuple([routerFormSchema, routerFormSchema]),
  version: z.enum(['2', '3']),
  interval: text,
  preempt: z.boolean(),
  check: z.strictObject({
    kind: z.enum(checkFormKinds),
    url: text,
    port: text,
    process: text,
    /** An absolute path, and what it is called with: apart by white space, or in quotes. */
    script: text,
    arguments: text,
    user: text,
    interface: text,
    weight: text,
  }),
  /** Counts with the check of nginx only. */
  demoPage: z.boolean(),
});

const draftNodeSchema = z.strictObject({
  name: text,
  host: text,
  port: z.int().min(0).max(65_535),
  user: text,
  authKind: z.enum(['password', 'key', 'agent']),
  keyPath: text,
  sudo: z.enum(['none', 'passwordless', 'password']),
  interface: text,
});

export const draftSchema = z.strictObject({
  step: z.enum(wizardSteps),
  labName: text,
  interface: text,
  cidr: text,
  nodes: z.array(draftNodeSchema).max(2),
  /** Null until the address step was opened. */
  vip: vipFormSchema.extend({ demoPage: z.boolean().default(false) }).nullable(),
  /** The deployed lab that is being changed, as it was when that began. */
  edits: labSchema.nullable().default(null),
});
export type Draft = z.infer<typeof draftSchema>;
export type RouterForm = z.infer<typeof routerFormSchema>;
export type VipForm = z.infer<typeof vipFormSchema>;
export type CheckFormKind = VipForm['check']['kind'];
