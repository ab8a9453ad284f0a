import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../supervisor/start-error.ts';

const secretsSchema = z.object({
  encryptionKeys: z.string().min(1),
  n8nApiKey: z.string().min(1),
  n8nSigningSecret: z.string().startsWith('whsec_'),
  postgres: z.object({
    superuser: z.string().min(1),
    owner: z.string().min(1),
    app: z.string().min(1),
  }),
});

export type Secrets = z.infer<typeof secretsSchema>;

/** Reads .relais/secrets.json; the first start makes it up. */
export async function loadSecrets(stateDirectory: string): Promise<Secrets> {
  const file = join(stateDirectory, 'secrets.json');
  if (existsSync(file)) return readSecrets(file);
  if (existsSync(join(stateDirectory, 'postgres'))) {
    throw new StartError(
      `${file} is missing, but the database it belongs to is there. ` +
        'Put it back, or start afresh with: npm start -- --reset',
    );
  }
  const secrets = makeSecrets();
  // Under another name first: a start cut short must not leave half a file.
  await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}

async function readSecrets(file: string): Promise<Secrets> {
  try {
    return secretsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new StartError(
      `${file} is damaged. Put a good copy back, or start afresh (all demo data is lost) with: npm start -- --reset`,
    );
  }
}

function makeSecrets(): Secrets {
  const hex = () => randomBytes(24).toString('hex');
  const base64 = () => randomBytes(32).toString('base64');
  return {
    encryptionKeys: `k1:${base64()}`,
    n8nApiKey: hex(),
    n8nSigningSecret: `whsec_${base64()}`,
    postgres: { superuser: hex(), owner: hex(), app: hex() },
  };
}
