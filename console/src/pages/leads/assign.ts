import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useRefreshLeads, type Lead } from './query.ts';

/** Who may get a lead from this user. */
export const useMayGiveToOthers = (): boolean => {
  const reach = useMe().permissions['leads:assign'];
  return reach === 'centre' || reach === 'company';
};

/** It has no assignee and is not converted, so it can be taken. */
export const isFree = (lead: Pick<Lead, 'assigned_to' | 'converted_at'>): boolean =>
  lead.assigned_to === null && lead.converted_at === null;

/** Gives one lead to a user, or to nobody. Out of `give`: nothing; a toast tells how it ended. */
export const useGiveLead = () => {
  const messages = useMessages();
  const { leads } = messages;
  const me = useMe().user;
  const refresh = useRefreshLeads();
  const assign = api.useMutation('post', '/api/leads/{id}/assign', {
    onSuccess: ({ assigned_to: userId, assigned_to_name: name }) => {
      if (userId === null) toast('info', leads.handedBack);
      else toast('good', userId === me.id ? leads.taken : leads.givenTo(name ?? ''));
    },
    onError: (error) =>
      problemOf(error).status === 404
        ? toast('waiting', leads.gone, leads.goneHint)
        : toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return {
    isPending: assign.isPending,
    give: ({ id }: Pick<Lead, 'id'>, userId: number | null): void =>
      assign.mutate({ params: { path: { id } }, body: { user_id: userId } }),
  };
};
