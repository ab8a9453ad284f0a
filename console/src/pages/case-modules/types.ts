import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';

/** Types that the parts of the page share, and what is read again after a change. */

export type CaseModule = Schemas['CaseModule'];
export type ModuleKind = CaseModule['kind'];
type ModuleFailure = NonNullable<CaseModule['last_error']>['code'];

export const useRefreshModules = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: ['get', '/api/crm/module'] });
};

/** Why a module gave no answer, in words. */
export const useFailureWord = (): ((code: ModuleFailure) => string) => {
  const words = useFailureWords();
  return (code) => words[code];
};

export const useFailureWords = () => {
  const { webhookErrors, caseModules } = useMessages();
  return { ...webhookErrors, ...caseModules.failures };
};
