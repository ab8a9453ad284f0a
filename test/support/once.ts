import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { until } from './until.ts';

/**
 * Fills a directory once in a run: the first file that asks makes it, the others wait. If that fails, the
 * next one tries again. Out: its path. It goes with the run.
 */
export const onceInRun = async (
  name: string,
  fill: (directory: string) => Promise<void>,
): Promise<string> => {
  const directory = join(inject('runDirectory'), name);
  const isFilled = `${directory}.filled`;
  const fillOnce = async (): Promise<boolean> => {
    if (existsSync(isFilled)) return true;
    // Only one process can create it.
    if (
      !(await mkdir(directory).then(
        () => true,
        () => false,
      ))
    )
      return false;
    try {
      await fill(directory);
      await writeFile(isFilled, '');
      return true;
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  };
  await until(`${name} is filled`, fillOnce);
  return directory;
};
