import { accuracyOf, AiAccuracyOut, AiAccuracyQuery } from '../../domain/ai/accuracy.ts';
import { countAiDecisions } from '../../queries/ai/accuracy.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How often people changed the folder that a language model gave. */
export const aiAccuracyEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'ai.accuracy',
      method: 'get',
      path: '/api/v1/ai/accuracy',
      permission: 'ai:read',
      summary: 'How often people changed the folder that the language model gave',
      description:
        'Of each conversation counts the last answer of the model in the period, and the last move by a person since.',
      query: AiAccuracyQuery,
      status: 200,
      answer: AiAccuracyOut,
    },
    async ({ query: { days }, read }) => {
      const since = new Date(deps.clock.now().getTime() - days * DAY_MS);
      const rows = await read((tx) => countAiDecisions(tx, { since }));
      return { body: accuracyOf(rows, days) };
    },
  );
