import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { problemText } from '../../parts/problem-alert.tsx';
import { useAiReason } from './outcome.tsx';

/** For the pages of other capabilities, which have a model called about their records. */

const FRESH_MS = 60_000;

/** Whether there is a model that this user may use. */
export const useAiReady = (): boolean => {
  const mayUse = useCan()('ai:use');
  const options = { enabled: mayUse, staleTime: FRESH_MS };
  return api.useQuery('get', '/api/v1/ai/status', {}, options).data?.status === 'ready';
};

/** Why there is no answer, in words: of the model if the problem names an outcome, else of the request. */
export const useAiProblem = (): ((error: unknown) => string) => {
  const messages = useMessages();
  const { ai, aiRuns } = messages;
  const reasonOf = useAiReason();
  return (error) => {
    const problem = problemOf(error);
    const details: unknown = problem.body['details'];
    if (typeof details !== 'object' || details === null || !('outcome' in details)) {
      return problemText(messages, problem);
    }
    const { outcome } = details;
    const code = 'error_code' in details ? details.error_code : null;
    if (outcome === 'ai_not_configured') return ai.notConfigured;
    const known = Object.entries(aiRuns.outcomes).find(([name]) => name === outcome)?.[1];
    const text = known ?? problemText(messages, problem);
    return typeof code === 'string' ? `${text} : ${reasonOf(code)}` : text;
  };
};
