import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { takenRequestSchema, type DispatchRequest } from './checks.ts';
import { simulationSchema, type Simulation } from './simulation.ts';

/**
 * Keeps one file for each run under way. After a kill, the next start continues these runs, because Relais
 * does not send them again. Without a directory, nothing is kept.
 */

const keptRunSchema = z.object({ request: takenRequestSchema, simulation: simulationSchema });
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

  keep(request: DispatchRequest, simulation: Simulation): void {
    const file = this.#fileOf(request);
    if (file === undefined) return;
    writeFileSync(`${file}.new`, JSON.stringify({ request, simulation }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  forget(request: DispatchRequest): void {
    const file = this.#fileOf(request);
    if (file !== undefined) rmSync(file, { force: true });
  }

  #fileOf({ webhookId }: DispatchRequest): string | undefined {
    const name = createHash('sha256').update(webhookId).digest('hex');
    return this.#directory === undefined ? undefined : join(this.#directory, name);
  }
}

/** A file that was cut off by a crash holds no run: the request was not answered yet, and comes again. */
function readRun(file: string): KeptRun[] {
  try {
    return [keptRunSchema.parse(JSON.parse(readFileSync(file, 'utf8')))];
  } catch {
    rmSync(file, { force: true });
    return [];
  }
}
