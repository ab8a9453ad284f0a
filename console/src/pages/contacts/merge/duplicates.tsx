import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconCopyCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCan } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { groupedPhone } from '../../entities/phone.ts';
import { KIND_PATHS, PAGES, permissionOf, readDuplicates, type Kind } from '../kinds.ts';

const SHOWN_COUNT_MAX = 5;

interface DuplicatesProps {
  kind: Kind;
  id: number;
  onCompare: (otherId: number) => void;
}

/** Other records with the same e-mail address or telephone number. */
export const Duplicates = ({ kind, id, onCompare }: DuplicatesProps) => {
  const { contacts: words } = useMessages();
  const format = useFormat();
  const canMerge = useCan()(permissionOf(kind, 'delete'));
  const { data } = useQuery({
    queryKey: ['get', `${KIND_PATHS[kind]}/{id}/duplicates`, { params: { path: { id } } }],
    queryFn: () => readDuplicates(kind, id),
  });
  const matches = data?.data ?? [];
  if (matches.length === 0) return null;
  return (
    <Alert color="saffron" icon={<IconCopyCheck />} title={words.duplicates(matches.length)}>
      <Stack gap={6}>
        {matches.slice(0, SHOWN_COUNT_MAX).map((match) => (
          <Group key={match.id} justify="space-between" gap="xs">
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <LinkText to={PAGES[kind]} params={{ id: String(match.id) }} inherit>
                {match.name}
              </LinkText>{' '}
              <Text span inherit c="dimmed">
                {words.samePoints(format.list(match.matched.map(groupedPhone)))}
              </Text>
            </Text>
            {canMerge && (
              <Button variant="default" size="compact-sm" onClick={() => onCompare(match.id)}>
                {words.compare}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Alert>
  );
};
