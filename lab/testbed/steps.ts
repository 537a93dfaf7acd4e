/** The steps of bringing the lab up, in their order. */
export const stepNames = ['rootfs', 'network', 'nodes', 'ssh', 'ready'] as const;
export type StepName = (typeof stepNames)[number];

/** One line of progress; the product's engine reads these from `up --json`. */
export interface StepEvent {
  type: 'step';
  step: StepName;
  state: 'start' | 'progress' | 'done';
  message: string;
  /** 0 to 100, of this step; only where it is measured. */
  percent?: number;
}

export type OnStep = (event: StepEvent) => void;

/** Reports a step's start and its end around the work; the work's result is the message at its end. */
export async function step(
  onStep: OnStep,
  name: StepName,
  message: string,
  work: (progress: (message: string, percent?: number) => void) => Promise<string> | string,
): Promise<void> {
  onStep({ type: 'step', step: name, state: 'start', message });
  const done = await work((text, percent) =>
    onStep({
      type: 'step',
      step: name,
      state: 'progress',
      message: text,
      ...(percent === undefined ? {} : { percent }),
    }),
  );
  onStep({ type: 'step', step: name, state: 'done', message: done });
}
