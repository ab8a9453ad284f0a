import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import type { Mailbox } from '../types.ts';

/** Which server confirms the senders of a mailbox, with what was seen in its mails as a proposal. */

interface SenderServerProps {
  form: FormApi<{ trusted_authserv_id: string }>;
  mailbox: Mailbox;
}

export const SenderServerField = ({ form, mailbox }: SenderServerProps) => {
  const { mailboxForm: words } = useMessages();
  const isKnown = mailbox.confirms_senders && mailbox.trusted_authserv_id === null;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {isKnown ? words.serverKnown : words.confirmationHint}
      </Text>
      <TextInput
        label={words.trustedServer}
        description={words.trustedServerHint}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        {...form.field('trusted_authserv_id')}
      />
      {!isKnown && <Proposal form={form} mailbox={mailbox} />}
    </Stack>
  );
};

const Proposal = ({ form, mailbox }: SenderServerProps) => {
  const { mailboxForm: words } = useMessages();
  const query = api.useQuery('get', '/inbox/integrations/{id}/sender-server', {
    params: { path: { id: mailbox.id } },
  });
  if (query.data === undefined) return null;
  const { suggested } = query.data;
  if (suggested === null) {
    return (
      <Text size="sm" c="dimmed">
        {words.serverNotSeen(query.data.mail_count)}
      </Text>
    );
  }
  return (
    <Group gap="sm">
      <Text size="sm">{words.serverSeen(suggested, query.data)}</Text>
      {form.values.trusted_authserv_id !== suggested && (
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => form.setFieldValue('trusted_authserv_id', suggested)}
        >
          {words.takeServer}
        </Button>
      )}
    </Group>
  );
};
