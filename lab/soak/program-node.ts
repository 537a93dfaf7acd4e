import type { Program } from '../segment/program.ts';
import type { Segment } from '../segment/segment.ts';
import type { NodeName } from './history.ts';
import type { PlannedRouter } from './plan.ts';
import { ProgramLog } from './program-log.ts';

export interface NodeOptions {
  routers: readonly PlannedRouter[];
  healthyFile: string;
  told(line: string): void;
}

/** What every program on a node has: its segment, its routers, the process that runs now and what it says. */
export abstract class ProgramNode {
  readonly name: NodeName;
  protected readonly segment: Segment;
  protected readonly routers: readonly PlannedRouter[];
  protected readonly log: ProgramLog;
  protected running: Program | undefined;

  constructor(segment: Segment, name: NodeName, { routers, told }: NodeOptions) {
    this.segment = segment;
    this.name = name;
    this.routers = routers;
    this.log = new ProgramLog(told);
  }

  get alive(): boolean {
    return this.running?.alive ?? false;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  freeze(isFrozen: boolean): void {
    this.running?.freeze(isFrozen);
  }

  /** Its lines are followed from the first on. */
  protected run(program: Program): void {
    this.running = program;
    this.log.follow(program);
  }
}
