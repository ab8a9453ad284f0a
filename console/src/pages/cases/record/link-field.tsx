import { Button, Group, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { ChoiceField } from '../../../ui/form/fields/choice-field.tsx';
import { useRefreshCases } from '../query.ts';

const TYPING_DELAY_MS = 250;
const TEXT_LENGTH_MIN = 2;
const RESULT_COUNT_MAX = 25;

interface LinkFieldProps {
  caseId: number;
  links: readonly Schemas['CaseLink'][];
  onClose: () => void;
}

/** Finds a conversation, a lead or an action; choosing one links it. */
export const LinkField = ({ caseId, links, onClose }: LinkFieldProps) => {
  const { cases: words, common, form } = useMessages();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), TYPING_DELAY_MS);
  const found = api.useQuery(
    'get',
    '/api/v1/search',
    { params: { query: { q, limit: RESULT_COUNT_MAX } } },
    { enabled: q.length >= TEXT_LENGTH_MIN, placeholderData: keepPreviousData },
  );
  const isCurrent = q === text.trim() && !found.isPlaceholderData;
  const hits = isCurrent ? (found.data?.data ?? []).filter(isLinkable) : [];
  const { link, error } = useLink(caseId, onClose);
  return (
    <Stack gap="xs" mb="sm">
      <ChoiceField
        size="sm"
        label={words.linkTo}
        placeholder={words.linkSearch}
        data-autofocus
        nothingFoundMessage={isCurrent && !found.isFetching ? form.noMatch : '…'}
        data={hits
          .filter((hit) => !links.some((one) => keyOf(one.kind, one.target_id) === keyOfHit(hit)))
          .map((hit) => ({
            value: keyOfHit(hit),
            label: [words.linkKinds[hit.kind], hit.title === '' ? `#${hit.id}` : hit.title]
              .concat(hit.subtitle === '' ? [] : [hit.subtitle])
              .join(' · '),
          }))}
        // The api has already searched.
        filter={({ options }) => options}
        value={null}
        error={error}
        onSearchChange={setText}
        onChange={(key) => {
          const hit = hits.find((one) => keyOfHit(one) === key);
          if (hit !== undefined) link(hit);
        }}
      />
      <Group justify="flex-end">
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </Group>
    </Stack>
  );
};

type Hit = Schemas['Search']['data'][number];
type Linkable = Extract<Hit, { kind: Schemas['CaseLink']['kind'] }>;

const isLinkable = (hit: Hit): hit is Linkable =>
  hit.kind === 'conversation' || hit.kind === 'lead' || hit.kind === 'action';

const keyOf = (kind: string, id: string): string => `${kind}/${id}`;
const keyOfHit = ({ kind, id }: Linkable): string => keyOf(kind, String(id));

const useLink = (caseId: number, onClose: () => void) => {
  const messages = useMessages();
  const refresh = useRefreshCases();
  const create = api.useMutation('post', '/api/crm/case/{id}/link', {
    onSuccess: () => {
      toast('good', messages.cases.linkAdded);
      onClose();
    },
    onError: (error) => {
      if (fieldErrors(messages, error)['id'] === undefined) toastProblem(messages, error);
    },
    onSettled: () => refresh(),
  });
  return {
    error: create.error === null ? undefined : fieldErrors(messages, create.error)['id'],
    link: (hit: Linkable): void =>
      create.mutate({
        params: { path: { id: caseId } },
        body:
          hit.kind === 'action' ? { kind: hit.kind, id: hit.id } : { kind: hit.kind, id: hit.id },
      }),
  };
};
