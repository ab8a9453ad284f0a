import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconAddressBook,
  IconBriefcase,
  IconBuilding,
  IconFileText,
  IconMail,
  IconTargetArrow,
  IconUser,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { ActionStatusBadge, STATUS_ICONS } from '../../pages/actions/status.tsx';
import { CaseStatusBadge } from '../../pages/cases/looks.tsx';
import { EntityStatusBadge } from '../../pages/entities/status-badge.tsx';
import { groupedPhone } from '../../pages/entities/phone.ts';
import { EntityIcon } from '../../pages/entities/icon.tsx';
import { LeadStatusBadge } from '../../pages/leads/statuses.tsx';
import type { RankedItem } from './items.ts';
import { rankOf } from './rank.ts';

/** What the api finds for the text. */

export type Hit = Schemas['Search']['data'][number];

export const QUERY_LENGTH_MIN = 2;
const QUERY_DELAY_MS = 150;
const RESULT_COUNT_MAX = 20;

export interface Found {
  hits: readonly Hit[];
  /** True once the hits are the answer to exactly this text, or no answer will come. */
  isComplete: boolean;
  error: unknown;
  retry: () => void;
}

/**
 * In: the text of the moment; `isUrgent` if somebody waits for the answer. Until the answer is there, the
 * hits are those of the answer before that have the words of this text too.
 */
export const useFound = (text: string, isUrgent: boolean): Found => {
  const can = useCan();
  const [settled] = useDebouncedValue(text, QUERY_DELAY_MS);
  const isSearched = text.length >= QUERY_LENGTH_MIN && can('search:read');
  const { data, error, isError, refetch } = api.useQuery(
    'get',
    '/api/v1/search',
    { params: { query: { q: text, limit: RESULT_COUNT_MAX } } },
    {
      enabled: isSearched && (isUrgent || settled === text),
      // Without a network the question fails at once, and is not kept for later.
      networkMode: 'always',
      retry: false,
    },
  );
  const [before, setBefore] = useState<readonly Hit[]>([]);
  useEffect(() => {
    if (data !== undefined) setBefore(data.data);
  }, [data]);
  const provisional = isSearched ? before.flatMap((hit) => rankedAgain(hit, text)) : [];
  return {
    hits: data?.data ?? provisional,
    isComplete: !isSearched || data !== undefined || isError,
    error: isSearched ? error : null,
    retry: () => void refetch(),
  };
};

const rankedAgain = (hit: Hit, text: string): Hit[] => {
  const rank = rankOf({ title: hit.title, more: [hit.subtitle] }, text);
  return rank === undefined ? [] : [{ ...hit, rank }];
};

/** A number in groups, as the pages show it. */
const withPhone = (text: string): string => text.replaceAll(/\+\d{8,15}/g, groupedPhone);

/** The item of a hit: what the line shows, and where it leads. */
export const useHitItem = (): ((hit: Hit) => RankedItem) => {
  const { entityTypes, palette, roles } = useMessages();
  const format = useFormat();
  const navigate = useNavigate();
  return (hit) => {
    const { title, rank } = hit;
    const id = `${hit.kind}-${hit.id}`;
    switch (hit.kind) {
      case 'record':
        return {
          id,
          title,
          rank,
          subtitle: `${entityTypes[hit.type]} · ${hit.ref}`,
          icon: <EntityIcon type={hit.type} size={18} />,
          aside: hit.statut_dossier !== null && (
            <EntityStatusBadge type={hit.type} code={hit.statut_dossier} />
          ),
          run: () =>
            void navigate({
              to: '/entities/$type/$ref',
              params: { type: hit.type, ref: hit.ref },
            }),
        };
      case 'lead':
        return {
          id,
          title,
          rank,
          subtitle: withPhone(hit.subtitle),
          icon: <IconTargetArrow size={18} stroke={1.75} aria-hidden />,
          aside: <LeadStatusBadge code={hit.status} />,
          run: () => void navigate({ to: '/leads/$id', params: { id: String(hit.id) } }),
        };
      case 'conversation':
        return conversationItem(
          hit,
          () => void navigate({ to: '/conversations/$id', params: { id: String(hit.id) } }),
        );
      case 'person':
      case 'organisation': {
        const Shape = hit.kind === 'person' ? IconAddressBook : IconBuilding;
        const to = hit.kind === 'person' ? '/people/$id' : '/organisations/$id';
        return {
          id,
          title,
          rank,
          subtitle: withPhone(hit.subtitle),
          icon: <Shape size={18} stroke={1.75} aria-hidden />,
          run: () => void navigate({ to, params: { id: String(hit.id) } }),
        };
      }
      case 'project':
        return {
          id,
          title,
          rank,
          subtitle: hit.subtitle,
          icon: <IconBriefcase size={18} stroke={1.75} aria-hidden />,
          run: () => void navigate({ to: '/projects', search: { project: hit.id } }),
        };
      case 'case':
        return {
          id,
          title,
          rank,
          subtitle: hit.subtitle,
          icon: <IconFileText size={18} stroke={1.75} aria-hidden />,
          aside: <CaseStatusBadge status={hit.status} />,
          run: () => void navigate({ to: '/cases/$id', params: { id: String(hit.id) } }),
        };
      case 'action': {
        const Shape = STATUS_ICONS[hit.status];
        const at = format.relative(new Date(hit.created_at), Date.now());
        return {
          id,
          title,
          rank,
          subtitle: hit.subtitle === '' ? at : `${hit.subtitle} · ${at}`,
          icon: <Shape size={18} stroke={1.75} aria-hidden />,
          aside: <ActionStatusBadge status={hit.status} />,
          run: () => void navigate({ to: '/actions/$id', params: { id: hit.id } }),
        };
      }
      case 'user':
        return {
          id,
          title,
          rank,
          subtitle: hit.subtitle,
          icon: <IconUser size={18} stroke={1.75} aria-hidden />,
          aside: (
            <Text size="xs" c="dimmed">
              {hit.is_active ? roles[hit.role] : palette.inactive}
            </Text>
          ),
          run: () => void navigate({ to: '/settings/users', search: { q: hit.subtitle } }),
        };
    }
  };
};

const conversationItem = (
  { id, title, rank, subtitle }: Extract<Hit, { kind: 'conversation' }>,
  run: () => void,
): RankedItem => ({
  id: `conversation-${id}`,
  title: title === '' ? `#${id}` : title,
  rank,
  subtitle,
  icon: <IconMail size={18} stroke={1.75} aria-hidden />,
  run,
});
