import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const demoAccessSchema = z.object({
  email: z.string(),
  password: z.string(),
});

export type DemoAccess = z.infer<typeof demoAccessSchema>;

/** How to sign in, as dev/demo/main.ts left it. Out: undefined when there is no demo data. */
export async function readDemoAccess(file: string): Promise<DemoAccess | undefined> {
  try {
    return demoAccessSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
