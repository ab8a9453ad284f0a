import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';

/** Types that the pages share, and what is read again after a change. */

export type Mailbox = Schemas['Mailbox'];
export type Cycle = Schemas['MailboxCycle'];
export type Item = Schemas['MailboxItem'];
export type TestResult = Schemas['MailboxTest'];
export type MailFailure = NonNullable<TestResult['steps'][number]['failure_code']>;

const PATHS = [
  '/inbox/integrations',
  '/inbox/integrations/{id}',
  '/inbox/integrations/{id}/cycles',
  '/inbox/integrations/{id}/items',
];

/** Reads again what a change of a mailbox shows elsewhere. */
export const useRefreshMailboxes = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => {
    for (const path of PATHS) void queryClient.invalidateQueries({ queryKey: ['get', path] });
  };
};
