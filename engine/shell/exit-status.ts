/** Exit statuses are a promise: see docs/cli.md. */
export const exitStatus = { done: 0, expectationFailed: 1, usage: 2, problem: 3 } as const;

/** What was typed cannot be meant so. */
export class UsageError extends Error {}
