import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';

/** Types that the parts of the page share, and what is read again after a change. */

export type AiStatus = Schemas['AiStatus'];
export type AiSettings = Schemas['AiSettings'];
export type AiRunSummary = Schemas['AiRunSummary'];

const PATHS = ['/api/v1/ai/status', '/api/v1/ai/settings', '/api/v1/ai/runs'];

export const useRefreshAi = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => {
    for (const path of PATHS) void queryClient.invalidateQueries({ queryKey: ['get', path] });
  };
};
