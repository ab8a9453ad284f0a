import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCopyCheck } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { groupedPhone } from '../../entities/phone.ts';
import { KIND_PATHS, PAGES, readMatches, type ContactMatch, type Kind } from '../kinds.ts';
import type { PointRow } from './points.ts';

const TYPING_DELAY_MS = 400;
/** Of each kind: more would ask the api too often while somebody types. */
const ASKED_COUNT_MAX = 3;

interface MatchesProps {
  kind: Kind;
  emails: readonly PointRow[];
  phones: readonly PointRow[];
  /** Takes one of them instead. Absent: a link opens it. */
  onTake?: (id: number) => void;
}

/** Warns while a contact is created: others have one of its addresses or numbers. */
export const Matches = ({ kind, emails, phones, ...props }: MatchesProps) => {
  const [asked] = useDebouncedValue(
    JSON.stringify([
      ...values(emails, /^[^@\s]+@[^@\s]+\.[^@\s]+$/).map((email) => ({ email })),
      ...values(phones, /^\+\d{6,}$/).map((phone) => ({ phone })),
    ]),
    TYPING_DELAY_MS,
  );
  const queries: { email?: string; phone?: string }[] = JSON.parse(asked);
  const found = useQueries({
    queries: queries.map((query) => ({
      queryKey: ['get', `${KIND_PATHS[kind]}/matches`, query],
      queryFn: () => readMatches(kind, query),
      retry: false,
    })),
  });
  const matches = found.flatMap(({ data }) => data?.data ?? []);
  const unique = [...new Map(matches.map((match) => [match.id, match])).values()];
  return (
    <div aria-live="polite">
      {unique.length > 0 && <Warning kind={kind} matches={unique} {...props} />}
    </div>
  );
};

/** Only whole addresses and numbers: the phone field writes a valid one with its country code. */
const values = (rows: readonly PointRow[], isWhole: RegExp): string[] =>
  rows
    .map(({ value }) => value.trim())
    .filter((value) => isWhole.test(value))
    .slice(0, ASKED_COUNT_MAX);

interface WarningProps extends Pick<MatchesProps, 'kind' | 'onTake'> {
  matches: readonly ContactMatch[];
}

const Warning = ({ kind, matches, onTake }: WarningProps) => {
  const { contacts: words } = useMessages();
  const format = useFormat();
  return (
    <Alert color="saffron" icon={<IconCopyCheck />} title={words.existsAlready}>
      <Stack gap={4}>
        {matches.map(({ id, name, matched }) => (
          <Group key={id} gap="xs" justify="space-between">
            <Text size="sm">
              {onTake === undefined ? (
                <LinkText to={PAGES[kind]} params={{ id: String(id) }} inherit>
                  {name}
                </LinkText>
              ) : (
                name
              )}{' '}
              <Text span inherit c="dimmed">
                {words.samePoints(format.list(matched.map(groupedPhone)))}
              </Text>
            </Text>
            {onTake !== undefined && (
              <Button
                size="compact-xs"
                variant="white"
                aria-label={words.takeNamed(name)}
                onClick={() => onTake(id)}
              >
                {words.takeThis}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Alert>
  );
};
