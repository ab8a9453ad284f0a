import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { takenRequestSchema } from './checks.ts';
import { simulationSchema } from './simulation.ts';

/**
 * Keeps one file for each execution, from before its claim until its end. After a kill, the next start continues
 * these, because Relais does not send a claimed dispatch again. Without a directory, nothing is kept.
 */

const keptRunSchema = z.object({
  /** The execution: what it claims under, before and after a kill. */
  claimedBy: z.uuid(),
  request: takenRequestSchema,
  simulation: simulationSchema,
});
export type KeptRun = z.infer<typeof keptRunSchema>;

export class KeptRuns {
  readonly #directory: string | undefined;

  constructor(directory: string | undefined) {
    this.#directory = directory;
    if (directory !== undefined) mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  get all(): KeptRun[] {
    const directory = this.#directory;
    if (directory === undefined) return [];
    return readdirSync(directory).flatMap((name) => readRun(join(directory, name)));
  }

  keep(run: KeptRun): void {
    const file = this.#fileOf(run);
    if (file === undefined) return;
    writeFileSync(`${file}.new`, JSON.stringify(run), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  forget(run: KeptRun): void {
    const file = this.#fileOf(run);
    if (file !== undefined) rmSync(file, { force: true });
  }

  #fileOf({ claimedBy }: KeptRun): string | undefined {
    return this.#directory === undefined ? undefined : join(this.#directory, claimedBy);
  }
}

/** A file that was cut off by a crash holds no run: nothing was claimed yet, and the request comes again. */
function readRun(file: string): KeptRun[] {
  try {
    return [keptRunSchema.parse(JSON.parse(readFileSync(file, 'utf8')))];
  } catch {
    rmSync(file, { force: true });
    return [];
  }
}
