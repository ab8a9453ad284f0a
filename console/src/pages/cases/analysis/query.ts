import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useAiProblem } from '../../ai/ready.ts';

/** The analyses of a case. The stream tells when one goes on. */

export type Analysis = Schemas['CaseAnalysis'];
export type AnalysisSummary = Schemas['CaseAnalysisSummary'];
export type Part = NonNullable<Analysis['sections']['summary']['content']>['points'][number];

const LIST = '/api/crm/case/{id}/analysis';
const ONE = '/api/crm/case/{id}/analysis/{version}';
const VERSION_COUNT_MAX = 50;

/** The newest first. */
export const useVersions = (caseId: number) =>
  api.useQuery('get', LIST, {
    params: { path: { id: caseId }, query: { limit: VERSION_COUNT_MAX } },
  });

export const useAnalysis = (caseId: number, version: number) =>
  api.useQuery('get', ONE, { params: { path: { id: caseId, version } } });

/** The answer is shown at once. */
export const useAnalyse = (caseId: number, onStarted: (version: number) => void) => {
  const queryClient = useQueryClient();
  const { caseAnalyses: words } = useMessages();
  const problem = useAiProblem();
  const start = api.useMutation('post', '/api/crm/case/{id}/ai-analyze', {
    onSuccess: (analysis) => {
      const params = { path: { id: caseId, version: analysis.version } };
      queryClient.setQueryData(['get', ONE, { params }], analysis);
      onStarted(analysis.version);
    },
    onError: (error) => toast('bad', words.notStarted, problem(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['get', LIST] }),
  });
  return {
    isPending: start.isPending,
    analyse: (): void => start.mutate({ params: { path: { id: caseId } } }),
  };
};

export const useCancel = ({ case_id: id, version }: Analysis) => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  const cancel = api.useMutation('post', `${ONE}/cancel`, {
    onSuccess: () => toast('info', messages.caseAnalyses.cancelled),
    onError: (error) => toastProblem(messages, error),
    onSettled: () =>
      Promise.all(
        [LIST, ONE].map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] })),
      ),
  });
  return {
    isPending: cancel.isPending,
    cancel: (): void => cancel.mutate({ params: { path: { id, version } } }),
  };
};
