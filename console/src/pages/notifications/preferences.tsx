import { Alert, Stack, Switch, Table, Text } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useRefreshTodo } from '../todo/count.ts';

type Preferences = Schemas['NotificationPreferences'];
type Preference = Preferences['data'][number];

const options = api.queryOptions('get', '/api/v1/me/notification-preferences');

/** What the user is told, and how, for each kind of notification. */
export const PreferencesPanel = () => {
  const { preferences } = useMessages();
  const query = api.useQuery('get', '/api/v1/me/notification-preferences');
  return (
    <Card>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(data) => (
          <Stack>
            <Text size="sm" c="dimmed" maw="68ch">
              {preferences.intro} {data.is_mail_available && preferences.emailHint}
            </Text>
            {!data.is_mail_available && (
              <Alert color="gray" icon={<IconMailOff size={18} />}>
                {preferences.noMailServer}
              </Alert>
            )}
            <Kinds preferences={data} />
            {data.is_mail_available && data.last_mail !== null && (
              <LastMail lastMail={data.last_mail} />
            )}
          </Stack>
        )}
      </QueryView>
    </Card>
  );
};

const Kinds = ({ preferences }: { preferences: Preferences }) => {
  const words = useMessages().preferences;
  return (
    <Table.ScrollContainer minWidth={320} type="native">
      <Table aria-label={words.table} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.kind}</Table.Th>
            <Table.Th>{words.console}</Table.Th>
            <Table.Th style={{ whiteSpace: 'nowrap' }}>{words.email}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preferences.data.map((preference) => (
            <Table.Tr key={preference.kind}>
              <Table.Td>{words.kinds[preference.kind]}</Table.Td>
              <Table.Td>
                <Channel preference={preference} channel="console" />
              </Table.Td>
              <Table.Td>
                <Channel
                  preference={preference}
                  channel="email"
                  isDisabled={!preferences.is_mail_available}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
};

interface ChannelProps {
  preference: Preference;
  channel: 'console' | 'email';
  isDisabled?: boolean;
}

/** Saved at once. */
const Channel = ({ preference, channel, isDisabled = false }: ChannelProps) => {
  const messages = useMessages();
  const words = messages.preferences;
  const queryClient = useQueryClient();
  const refresh = useRefreshTodo();
  const change = api.useMutation('patch', '/api/v1/me/notification-preferences', {
    onSuccess: (saved) => {
      queryClient.setQueryData(options.queryKey, saved);
      toast('good', words.saved);
      void refresh();
    },
    onError: (error) => toastProblem(messages, error),
  });
  const { kind } = preference;
  const isOn = change.isPending ? change.variables.body[channel] : preference[channel];
  return (
    <Switch
      aria-label={words.cell(words.kinds[kind], words[channel])}
      checked={isOn ?? false}
      disabled={isDisabled}
      onChange={({ currentTarget: { checked } }) =>
        change.mutate({ body: { kind, [channel]: checked } })
      }
    />
  );
};

const LastMail = ({ lastMail }: { lastMail: NonNullable<Preferences['last_mail']> }) => {
  const words = useMessages().preferences;
  return (
    <Text size="sm" c="dimmed" component="div">
      {words.lastMail(words.mailStatuses[lastMail.status])} ·{' '}
      <RelativeTime at={lastMail.created_at} />
    </Text>
  );
};
