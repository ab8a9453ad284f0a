import { client, type Schemas } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { sent } from '../../parts/sent.ts';
import { toast } from '../../ui/feedback/toast.ts';
import { useRefreshCases, type Case } from './query.ts';

/** One field of a case is changed where it is shown: its status, its priority, … */

/** Others may save between our reading and our saving. */
const TRY_COUNT_MAX = 5;

export type CaseChange = Partial<Pick<Case, 'status' | 'priority' | 'assigned_to' | 'due_on'>>;

export type CaseOutcome =
  | { kind: 'changed'; row: Case }
  /** Somebody else changed the same field since it was shown. */
  | { kind: 'overtaken'; row: Case };

/**
 * A change of other fields meanwhile does not matter: the version is read again.
 * Errors: those of the api.
 */
export const sendChange = async (shown: Case, change: CaseChange): Promise<CaseOutcome> => {
  const params = { path: { id: shown.id } };
  const body: Omit<Schemas['CasePatch'], 'version'> = change;
  let { version } = shown;
  for (let tryCount = 1; ; tryCount += 1) {
    try {
      const answer = client.PATCH('/api/crm/case/{id}', { params, body: { ...body, version } });
      return { kind: 'changed', row: await sent(answer) };
    } catch (error) {
      if (problemOf(error).code !== 'version_conflict' || tryCount === TRY_COUNT_MAX) throw error;
      const row = await sent(client.GET('/api/crm/case/{id}', { params }));
      if (!isSame(row, shown, change)) return { kind: 'overtaken', row };
      ({ version } = row);
    }
  }
};

const isSame = (row: Case, shown: Case, change: CaseChange): boolean =>
  (Object.keys(change) as (keyof CaseChange)[]).every((name) => row[name] === shown[name]);

/** For the fields in the head of the record. */
export const useChangeCase = (row: Case) => {
  const messages = useMessages();
  const { cases: words } = messages;
  const refresh = useRefreshCases();
  const change = useMutation({
    mutationFn: (fields: CaseChange) => sendChange(row, fields),
    onSuccess: ({ kind }) => {
      if (kind === 'changed') toast('good', words.saved);
      else toast('waiting', words.overtakenTitle, words.overtakenHint);
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return { isPending: change.isPending, change: change.mutate };
};
