import { useMutation } from '../../../api/use-mutation.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { StatusField } from '../../../parts/statuses/field.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshLeads, type Lead } from '../query.ts';
import { sendStatus } from '../status-change.ts';
import { LeadStatusBadge, useLeadStatus, useLeadStatuses } from '../statuses.tsx';

/** The status of the lead, saved at once. A converted lead keeps its status. */
export const LeadStatusSelect = ({ lead, mayChange }: { lead: Lead; mayChange: boolean }) => {
  const { leads } = useMessages();
  const statuses = useLeadStatuses();
  const statusOf = useLeadStatus();
  const change = useStatusChange(lead);
  if (!mayChange || lead.converted_at !== null)
    return <LeadStatusBadge code={lead.status} size="lg" />;
  const offered = statuses.filter(({ role }) => role !== 'converted');
  const isListed = offered.some(({ code }) => code === lead.status);
  const options = isListed ? offered : [statusOf(lead.status), ...offered];
  return (
    <StatusField
      label={leads.columnStatus}
      code={lead.status}
      toneOf={(code) => statusOf(code).tone}
      data={options.map(({ code, label }) => ({ value: code, label }))}
      disabled={change.isPending}
      onChange={(status) => change.mutate(status)}
    />
  );
};

const useStatusChange = (lead: Lead) => {
  const messages = useMessages();
  const { leads } = messages;
  const statusOf = useLeadStatus();
  const refresh = useRefreshLeads();
  return useMutation({
    mutationFn: (status: string) => sendStatus(lead, status),
    onSuccess: ({ kind, lead: { status } }) => {
      const { label } = statusOf(status);
      if (kind === 'changed') toast('good', leads.statusChanged(label));
      else toast('waiting', leads.overtakenTitle, leads.overtaken(label));
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
};
