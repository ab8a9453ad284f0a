import { Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { TONE_COLOURS, type Tone } from '../../../ui/values/tones.ts';
import classes from '../../entities/record/status-select.module.css';
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
    <Select
      aria-label={leads.columnStatus}
      className={classes['select'] ?? ''}
      size="xs"
      allowDeselect={false}
      searchable={false}
      maxDropdownHeight={420}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      leftSection={<Dot tone={statusOf(lead.status).tone} />}
      data={options.map(({ code, label }) => ({ value: code, label }))}
      value={lead.status}
      disabled={change.isPending}
      renderOption={({ option }) => (
        <span className={classes['option']}>
          <Dot tone={statusOf(option.value).tone} />
          {option.label}
        </span>
      )}
      onChange={(status) => {
        if (status !== null && status !== lead.status) change.mutate(status);
      }}
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

const Dot = ({ tone }: { tone: Tone }) => (
  <span
    className={classes['dot']}
    style={{ background: `var(--mantine-color-${TONE_COLOURS[tone]}-5)` }}
    aria-hidden
  />
);
