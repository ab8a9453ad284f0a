import { Alert, NativeSelect, Stack, Switch, Table, Text, TextInput } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { oneOf } from '../../routing/search.ts';
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
            {data.is_mail_available && <DigestTime key={data.digest.time} digest={data.digest} />}
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
    <Table.ScrollContainer minWidth={300} type="native">
      <Table aria-label={words.table} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.kind}</Table.Th>
            <Table.Th>{words.console}</Table.Th>
            <Table.Th style={{ whiteSpace: 'nowrap' }}>{words.email}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        {AREAS.map((area) => (
          <AreaKinds
            key={area}
            area={area}
            kinds={preferences.data.filter((preference) => preference.area === area)}
            isMailDisabled={!preferences.is_mail_available}
          />
        ))}
      </Table>
    </Table.ScrollContainer>
  );
};

const AREAS = [
  'cases',
  'tasks',
  'conversations',
  'auto_replies',
  'leads',
  'actions',
  'records',
  'connections',
] as const satisfies Preference['area'][];

interface AreaKindsProps {
  area: Preference['area'];
  kinds: readonly Preference[];
  isMailDisabled: boolean;
}

/** Its first line changes all of its kinds. */
const AreaKinds = ({ area, kinds, isMailDisabled }: AreaKindsProps) => {
  const words = useMessages().preferences;
  return (
    <Table.Tbody>
      <Table.Tr bg="var(--mantine-color-default-hover)">
        <Table.Th scope="rowgroup" colSpan={2}>
          {words.areas[area]}
        </Table.Th>
        <Table.Td>
          <AreaByMail area={area} kinds={kinds} isDisabled={isMailDisabled} />
        </Table.Td>
      </Table.Tr>
      {kinds.map((preference) => (
        <Table.Tr key={preference.kind}>
          <Table.Td>{words.kinds[preference.kind]}</Table.Td>
          <Table.Td>
            <InConsole preference={preference} />
          </Table.Td>
          <Table.Td>
            <ByMail preference={preference} isDisabled={isMailDisabled} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  );
};

/** Saved at once. */
const useChange = () => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  const refresh = useRefreshTodo();
  return api.useMutation('patch', '/api/v1/me/notification-preferences', {
    onSuccess: (saved) => {
      queryClient.setQueryData(options.queryKey, saved);
      toast('good', messages.preferences.saved);
      void refresh();
    },
    onError: (error) => toastProblem(messages, error),
  });
};

const InConsole = ({ preference: { kind, console: isShown } }: { preference: Preference }) => {
  const words = useMessages().preferences;
  const change = useChange();
  const isOn = change.isPending ? change.variables.body.console : isShown;
  return (
    <Switch
      aria-label={words.cell(words.kinds[kind], words.console)}
      checked={isOn ?? false}
      onChange={({ currentTarget: { checked } }) =>
        change.mutate({ body: { kind, console: checked } })
      }
    />
  );
};

const EMAIL_MODES = ['no', 'at_once', 'daily'] as const satisfies Preference['email_mode'][];

const ByMail = ({
  preference: { kind, email_mode: mode },
  isDisabled,
}: {
  preference: Preference;
  isDisabled: boolean;
}) => {
  const words = useMessages().preferences;
  return (
    <EmailMode
      label={words.cell(words.kinds[kind], words.email)}
      changed={{ kind }}
      mode={mode}
      isDisabled={isDisabled}
    />
  );
};

const AreaByMail = ({
  area,
  kinds,
  isDisabled,
}: Omit<AreaKindsProps, 'isMailDisabled'> & { isDisabled: boolean }) => {
  const words = useMessages().preferences;
  const [first, ...others] = new Set(kinds.map(({ email_mode: mode }) => mode));
  return (
    <EmailMode
      label={words.cell(words.areas[area], words.email)}
      changed={{ area }}
      mode={others.length === 0 ? first : undefined}
      isDisabled={isDisabled}
    />
  );
};

interface EmailModeProps {
  label: string;
  changed: Pick<Schemas['NotificationPreferencePatch'], 'kind' | 'area'>;
  /** Undefined: the kinds differ. */
  mode: Preference['email_mode'] | undefined;
  isDisabled: boolean;
}

const EmailMode = ({ label, changed, mode: saved, isDisabled }: EmailModeProps) => {
  const words = useMessages().preferences;
  const change = useChange();
  const shown = change.isPending ? change.variables.body.email_mode : saved;
  return (
    <NativeSelect
      aria-label={label}
      size="xs"
      miw={120}
      disabled={isDisabled}
      value={shown ?? ''}
      data={[
        ...(shown === undefined ? [{ value: '', label: words.differing }] : []),
        ...EMAIL_MODES.map((value) => ({ value, label: words.emailModes[value] })),
      ]}
      onChange={({ currentTarget: { value } }) => {
        const mode = oneOf(EMAIL_MODES, value);
        if (mode !== undefined) change.mutate({ body: { ...changed, email_mode: mode } });
      }}
    />
  );
};

/** Saved when the field is left: a time is typed in parts. */
const DigestTime = ({ digest }: { digest: Preferences['digest'] }) => {
  const words = useMessages().preferences;
  const format = useFormat();
  const change = useChange();
  const [time, setTime] = useState(digest.time);
  const save = (): void => {
    if (time === '') setTime(digest.time);
    else if (time !== digest.time) change.mutate({ body: { digest_time: time } });
  };
  return (
    <TextInput
      type="time"
      label={words.digestTime}
      description={`${words.digestHint(digest.time_zone)} ${
        digest.next_at === null ? words.digestNone : words.digestNext(format.date(digest.next_at))
      }`}
      inputWrapperOrder={['label', 'input', 'description']}
      styles={{ input: { maxWidth: 140 } }}
      maw="68ch"
      value={time}
      onChange={({ currentTarget }) => setTime(currentTarget.value)}
      onBlur={save}
      onKeyDown={({ key }) => {
        if (key === 'Enter') save();
      }}
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
