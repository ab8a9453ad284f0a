import { z } from 'zod';
import type { Permission } from '../../src/domain/shared/permissions.ts';
import type { TestApi } from './api.ts';

/** A key of the first company's owner with these scopes alone. */
export const scopedKey = async (
  api: Pick<TestApi, 'request' | 'company'>,
  scopes: readonly Permission[],
): Promise<string> => {
  const answer = await api.request('/api/v1/api-keys', {
    key: api.company.owner.key,
    body: { name: 'étroite', scopes },
  });
  return z.object({ secret: z.string() }).parse(await answer.json()).secret;
};
