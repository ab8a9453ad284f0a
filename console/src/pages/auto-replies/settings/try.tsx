import { SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { api, client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { TryResult, type Tried } from './try-result.tsx';
import { toBody, type SettingsValues } from './values.ts';

/** What the folder would answer with the settings as they are in the form, saved or not. */

interface TryValues {
  kind: 'pasted' | 'conversation';
  from: string;
  subject: string;
  text: string;
  conversation_id: string | null;
}

const EMPTY: TryValues = { kind: 'pasted', from: '', subject: '', text: '', conversation_id: null };
const KINDS = ['pasted', 'conversation'] as const;

interface TryCardProps {
  folderId: number;
  settings: SettingsValues;
}

export const TryCard = ({ folderId, settings }: TryCardProps) => {
  const {
    autoReplies: { settings: words },
    common,
  } = useMessages();
  const [tried, setTried] = useState<{ result: Tried; input: string; isOff: boolean }>();
  const { version: _version, ...body } = toBody(settings, 0);
  const isReady = settings.prompt.trim() !== '';
  const form = useApiForm({
    initialValues: EMPTY,
    validate: (values) => faultsOf(values, common.required),
    fieldOf: (path) => path.replace(/^message\./, ''),
    submit: async (values) => {
      const message = messageOf(values);
      const result = await sent(
        client.POST('/inbox/folders/{id}/auto-reply/try', {
          params: { path: { id: folderId } },
          body: { settings: body, message },
        }),
      );
      return { result, input: inputOf(body, values), isOff: body.mode === 'off' };
    },
    onSuccess: setTried,
  });
  const isPasted = form.values.kind === 'pasted';
  return (
    <Card title={words.try.title}>
      <Form
        form={form}
        submitLabel={isReady ? words.try.submit : undefined}
        submitIcon={<IconPlayerPlay size={15} />}
      >
        <Text size="sm" c="dimmed">
          {words.try.hint}
        </Text>
        <SegmentedControl
          aria-label={words.try.source}
          data={KINDS.map((value) => ({ value, label: words.try.sources[value] }))}
          {...form.field('kind')}
        />
        {isPasted ? (
          <Stack>
            <TextInput
              type="email"
              label={words.try.from}
              placeholder="marie@client.com"
              {...form.field('from')}
            />
            <TextInput label={words.try.subject} maxLength={500} {...form.field('subject')} />
            <Textarea
              label={words.try.text}
              description={words.try.pastedHint}
              autosize
              minRows={3}
              maxRows={12}
              maxLength={20_000}
              {...form.field('text')}
            />
          </Stack>
        ) : (
          <ConversationField folderId={folderId} field={form.field('conversation_id')} />
        )}
        {!isReady && (
          <Text size="sm" c="dimmed" role="status">
            {words.try.promptNeeded}
          </Text>
        )}
      </Form>
      <div aria-live="polite">
        {tried !== undefined && !form.isPending && (
          <TryResult
            result={tried.result}
            isOff={tried.isOff}
            isStale={tried.input !== inputOf(body, form.values)}
          />
        )}
      </div>
    </Card>
  );
};

/** What a result is about: of another one it says nothing. */
const inputOf = (settings: object, values: TryValues): string =>
  JSON.stringify([settings, messageOf(values)]);

const faultsOf = (values: TryValues, required: string): Record<string, string> => {
  if (values.kind === 'conversation') {
    return values.conversation_id === null ? { conversation_id: required } : {};
  }
  return {
    ...(values.from.trim() === '' && { from: required }),
    ...(values.text.trim() === '' && { text: required }),
  };
};

const messageOf = ({ kind, from, subject, text, conversation_id: id }: TryValues) =>
  kind === 'conversation'
    ? { kind, conversation_id: Number(id) }
    : { kind, from: from.trim(), subject, text };

const CHOICE_COUNT = 50;

interface ConversationFieldProps {
  folderId: number;
  field: object;
}

const ConversationField = ({ folderId, field }: ConversationFieldProps) => {
  const {
    autoReplies: { settings: words },
  } = useMessages();
  const query = { folder_id: String(folderId), limit: CHOICE_COUNT };
  const { data } = api.useQuery('get', '/inbox/conversations', { params: { query } });
  return (
    <Select
      label={words.try.conversation}
      description={words.try.conversationHint}
      nothingFoundMessage={words.try.noConversation}
      searchable
      data={(data?.data ?? []).map(({ id, subject, contact_name: name, contact_address: at }) => ({
        value: String(id),
        label: [name ?? at, subject].filter((part) => part !== null && part !== '').join(' · '),
      }))}
      {...field}
    />
  );
};
