import { Button, Group, Modal, Radio, Select, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useIdempotencyKeys } from '../../../api/idempotency.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { UserSelect } from '../../users/select.tsx';
import { useCallCentres } from '../../users/shared.ts';
import { filterBody, useRefreshLeads, type Lead } from '../query.ts';
import { ASSIGN_COUNT_MAX, WhichLeads, type Matching } from './matching.tsx';
import { Shares } from './shares.tsx';

/** Gives several leads in one request. A toast tells how many changed hands. */
export const useBulkAssign = (onDone: () => void) => {
  const messages = useMessages();
  const { leads } = messages;
  const keys = useIdempotencyKeys();
  const refresh = useRefreshLeads();
  const mutation = api.useMutation('post', '/api/leads/assign', {
    onSuccess: ({ assigned_count: count, data }) => {
      keys.renew();
      const goneCount = data.filter(({ outcome }) => outcome === 'not_found').length;
      const tone = goneCount === 0 ? 'good' : 'waiting';
      toast(tone, leads.assignedCount(count), <Shares outcomes={data} />);
      onDone();
    },
    onError: (error) =>
      problemOf(error).code === 'conflict'
        ? toast('bad', leads.noAgent, leads.noAgentHint)
        : toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return {
    isPending: mutation.isPending,
    assign: (body: Schemas['LeadBulkAssignIn']): void =>
      mutation.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } }),
  };
};

interface BulkAssignProps extends Matching {
  isOpen: boolean;
  rows: readonly Lead[];
  onClose: () => void;
  onDone: () => void;
}

export const BulkAssign = ({ isOpen, onClose, ...props }: BulkAssignProps) => {
  const { leads } = useMessages();
  return (
    <Modal opened={isOpen} onClose={onClose} title={leads.assignMany}>
      <AssignForm onClose={onClose} {...props} />
    </Modal>
  );
};

const WAYS = ['user', 'round_robin', 'nobody'] as const;
type Way = (typeof WAYS)[number];

/** To one person, in turn to the agents of a call centre, or back to nobody. */
const AssignForm = ({ rows, onClose, onDone, ...matching }: Omit<BulkAssignProps, 'isOpen'>) => {
  const { common, leads } = useMessages();
  const [isAll, setAll] = useState(false);
  const [way, setWay] = useState<Way>('user');
  const [userId, setUserId] = useState<number>();
  const centres = useReachedCentres();
  const [chosenCentre, setCentre] = useState<number>();
  const centreId = chosenCentre ?? centres[0]?.id;
  const { assign, isPending } = useBulkAssign(() => {
    onClose();
    onDone();
  });
  const chosenCount = Math.min(rows.length, ASSIGN_COUNT_MAX);
  const isReady = { user: userId, round_robin: centreId, nobody: true }[way] !== undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const which =
      isAll && matching.count !== undefined
        ? { filter: filterBody(matching.search), expected_count: matching.count.count }
        : { ids: rows.slice(0, ASSIGN_COUNT_MAX).map(({ id }) => id) };
    if (way === 'user' && userId !== undefined) assign({ ...which, user_id: userId });
    if (way === 'nobody') assign({ ...which, user_id: null });
    if (way === 'round_robin' && centreId !== undefined)
      assign({ ...which, strategy: 'round_robin', call_centre_id: centreId });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <WhichLeads
          selectedCount={rows.length}
          count={matching.count}
          isAll={isAll}
          onChange={setAll}
        />
        <WayChoice way={way} onChange={setWay} canTakeTurns={centres.length > 0} />
        {way === 'user' && (
          <UserSelect label={leads.assignee} value={userId} onChange={setUserId} />
        )}
        {way === 'round_robin' && (
          <Select
            label={leads.filterCentre}
            allowDeselect={false}
            data={centres.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={centreId === undefined ? null : String(centreId)}
            onChange={(value) => setCentre(value === null ? undefined : Number(value))}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" disabled={!isReady} loading={isPending}>
            {leads.assignCount(isAll ? (matching.count?.count ?? 0) : chosenCount)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

interface WayChoiceProps {
  way: Way;
  onChange: (way: Way) => void;
  canTakeTurns: boolean;
}

const WayChoice = ({ way, onChange, canTakeTurns }: WayChoiceProps) => {
  const { leads } = useMessages();
  return (
    <Radio.Group
      label={leads.assignWay}
      value={way}
      onChange={(value) => onChange(WAYS.find((one) => one === value) ?? 'user')}
    >
      <Stack gap="xs">
        {WAYS.map((value) => (
          <Radio
            key={value}
            value={value}
            label={leads.ways[value]}
            description={leads.wayHints[value]}
            disabled={value === 'round_robin' && !canTakeTurns}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
};

/** A supervisor gives leads within the own call centre alone. */
const useReachedCentres = (): readonly { id: number; name: string }[] => {
  const all = useCallCentres();
  const { user, permissions } = useMe();
  const isCompany = permissions['leads:assign'] === 'company';
  return useCan()('call_centres:read')
    ? all.filter(({ id }) => isCompany || id === user.call_centre_id)
    : [];
};
