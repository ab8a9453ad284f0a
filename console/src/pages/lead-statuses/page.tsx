import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useLanguage, useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { changed, codeOf, draftOf, isSameList, isTaken, moved, type Draft } from './draft.ts';
import { StatusRow } from './row.tsx';
import classes from './row.module.css';

/** The statuses that a company's leads can have. */
export const LeadStatusesPanel = () => {
  const { leadStatuses: words } = useMessages();
  const canEdit = useCan()('lead_statuses:write');
  const query = api.useQuery('get', '/api/v1/lead-statuses', {}, { enabled: canEdit });
  if (!canEdit) {
    return (
      <Card>
        <Forbidden />
      </Card>
    );
  }
  return (
    <Stack>
      <Text c="dimmed" maw="68ch">
        {words.description}
      </Text>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(stored) => <Editor stored={stored} />}
      </QueryView>
    </Stack>
  );
};

const Editor = ({ stored }: { stored: Schemas['LeadStatuses'] }) => {
  const { leadStatuses: words, common } = useMessages();
  const { locale } = useLanguage();
  const saved = draftOf(stored.statuses, locale);
  const [edited, setEdited] = useState<Draft | null>(null);
  const [isResetting, setResetting] = useState(false);
  const draft = edited ?? saved;
  const isChanged = edited !== null && !isSameList(edited, saved);
  const save = useSave(() => setEdited(null));
  const send = (statuses: Draft): void =>
    save.mutate({ body: { statuses: [...statuses] } }, { onSettled: () => setResetting(false) });
  return (
    <Card isFlush title={words.list}>
      <StatusList draft={draft} onChange={setEdited} />
      <Group justify="space-between" px="md" py="sm" className={classes['save'] ?? ''}>
        <Button
          variant="subtle"
          color="gray"
          disabled={stored.is_default}
          onClick={() => setResetting(true)}
        >
          {words.reset}
        </Button>
        <Group gap="sm">
          <Button variant="default" disabled={!isChanged} onClick={() => setEdited(null)}>
            {common.cancel}
          </Button>
          <Button
            loading={save.isPending}
            disabled={!isChanged || draft.some(({ label }) => label.trim() === '')}
            onClick={() => send(draft)}
          >
            {words.save}
          </Button>
        </Group>
      </Group>
      <Confirm
        isOpen={isResetting}
        isDangerous
        title={words.resetTitle}
        confirmLabel={words.reset}
        isPending={save.isPending}
        onConfirm={() => send([])}
        onClose={() => setResetting(false)}
      >
        {words.resetBody}
      </Confirm>
      <LeaveGuard isChanged={isChanged} />
    </Card>
  );
};

interface StatusListProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

const StatusList = ({ draft, onChange }: StatusListProps) => {
  const { leadStatuses: words, common } = useMessages();
  const { data } = api.useQuery('get', '/api/v1/lead-statuses/usage');
  const counts = new Map((data?.data ?? []).map(({ code, count }) => [code, count]));
  return (
    <>
      <ul className={classes['list']} aria-label={words.list}>
        {draft.map((status, position) => {
          const count = counts.get(status.code) ?? 0;
          return (
            <StatusRow
              key={status.code}
              status={status}
              count={count}
              error={status.label.trim() === '' ? common.required : undefined}
              isFirst={position === 0}
              isLast={position === draft.length - 1}
              onChange={(change) => onChange(changed(draft, status.code, change))}
              onMove={(by) => onChange(moved(draft, position, position + by))}
              onRemove={() =>
                count > 0
                  ? toast('bad', words.inUse(status.label, count))
                  : onChange(draft.filter((one) => one.code !== status.code))
              }
            />
          );
        })}
      </ul>
      <AddForm draft={draft} onChange={onChange} />
    </>
  );
};

const AddForm = ({ draft, onChange }: StatusListProps) => {
  const { leadStatuses: words } = useMessages();
  const [label, setLabel] = useState('');
  const isDuplicate = label.trim() !== '' && isTaken(draft, label);
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const code = codeOf(label);
    if (isDuplicate || code === '') return;
    onChange([...draft, { code, label: label.trim(), tone: 'neutral', role: null }]);
    setLabel('');
  };
  return (
    <Group component="form" p="md" align="start" gap="sm" onSubmit={add}>
      <TextInput
        aria-label={words.newLabel}
        placeholder={words.newLabel}
        value={label}
        error={isDuplicate ? words.taken : undefined}
        maxLength={100}
        onChange={(event) => setLabel(event.currentTarget.value)}
        flex="1 1 220px"
      />
      <Button type="submit" variant="default" leftSection={<IconPlus size={16} />}>
        {words.add}
      </Button>
    </Group>
  );
};

const useSave = (onDone: () => void) => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  return api.useMutation('put', '/api/v1/lead-statuses', {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/lead-statuses'] });
      toast('good', messages.leadStatuses.saved);
      onDone();
    },
    onError: (error) => toastProblem(messages, error),
  });
};
