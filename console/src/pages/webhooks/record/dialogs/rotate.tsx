import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../../api/client.ts';
import { useMessages } from '../../../../i18n/index.tsx';
import { toastProblem } from '../../../../parts/problem-alert.tsx';
import { SecretDialog } from '../../../../parts/secret-dialog.tsx';
import { Confirm } from '../../../../ui/feedback/confirm.tsx';
import { useRefreshWebhooks } from '../../types.ts';
import type { WebhookDialogProps } from './changes.tsx';

type RotateProps = WebhookDialogProps & { isOpen: boolean };

/** Replaces the secret, then shows the new one once. */
export const RotateSecret = ({ webhook, isOpen, onClose }: RotateProps) => {
  const messages = useMessages();
  const { webhookRotation: words, webhookForm } = messages;
  const refresh = useRefreshWebhooks();
  const [secret, setSecret] = useState<string | null>(null);
  const rotate = api.useMutation('post', '/api/webhooks/{id}/rotate-secret', {
    onSuccess: (rotated) => {
      setSecret(rotated.secret);
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: onClose,
  });
  return (
    <>
      <Confirm
        isOpen={isOpen}
        title={words.title}
        confirmLabel={words.confirm}
        isPending={rotate.isPending}
        onConfirm={() => rotate.mutate({ params: { path: { id: webhook.id } }, body: {} })}
        onClose={onClose}
      >
        <Stack gap="sm">
          <Text>{words.body}</Text>
          {webhook.previous_secret_expires_at !== null && <Text fw={600}>{words.again}</Text>}
        </Stack>
      </Confirm>
      <SecretDialog
        value={secret}
        title={words.doneTitle}
        hint={words.doneBody}
        copyLabel={webhookForm.secretCopy}
        doneLabel={webhookForm.secretDone}
        onDone={() => setSecret(null)}
      />
    </>
  );
};
