import { Anchor, PasswordInput, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMessages } from '../../../i18n/index.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import type { WebhookValues } from './values.ts';

/** The secret of a new webhook: Relais makes one unless the user has an own. */
export const SecretField = ({ form }: { form: FormApi<WebhookValues> }) => {
  const { webhookForm: words } = useMessages();
  const [isOwn, { open, close }] = useDisclosure(false);
  const cancel = (): void => {
    close();
    form.setFieldValue('secret', '');
    form.clearFieldError('secret');
  };
  return (
    <Stack gap={6}>
      <Text size="sm" c="dimmed">
        {words.secretGenerated}
      </Text>
      {isOwn && (
        <PasswordInput
          label={words.secret}
          description={words.secretHint}
          placeholder="whsec_…"
          autoComplete="new-password"
          {...form.field('secret')}
        />
      )}
      <Anchor
        component="button"
        type="button"
        size="sm"
        ta="left"
        onClick={isOwn ? cancel : open}
        style={{ alignSelf: 'flex-start' }}
      >
        {isOwn ? words.secretCancel : words.ownSecret}
      </Anchor>
    </Stack>
  );
};
