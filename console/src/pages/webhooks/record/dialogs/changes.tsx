import { useNavigate } from '@tanstack/react-router';
import { api } from '../../../../api/client.ts';
import { useMessages } from '../../../../i18n/index.tsx';
import { toastProblem } from '../../../../parts/problem-alert.tsx';
import { Confirm } from '../../../../ui/feedback/confirm.tsx';
import { toast } from '../../../../ui/feedback/toast.ts';
import { useRefreshWebhooks, type Webhook } from '../../types.ts';

/** Switches a webhook on or off, and deletes it. */

export interface WebhookDialogProps {
  webhook: Webhook;
  onClose: () => void;
}

type ConfirmProps = WebhookDialogProps & { isOpen: boolean };

export const useSwitch = (webhook: Webhook, onSettled: () => void = () => undefined) => {
  const messages = useMessages();
  const { webhook: words } = messages;
  const refresh = useRefreshWebhooks();
  const change = api.useMutation('patch', '/api/webhooks/{id}', {
    onSuccess: ({ is_active: isActive }) => {
      toast('good', isActive ? words.enabled : words.disabledDone);
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled,
  });
  return {
    isPending: change.isPending,
    set: (isActive: boolean, onSuccess: () => void = () => undefined) =>
      change.mutate(
        {
          params: { path: { id: webhook.id } },
          body: { version: webhook.version, is_active: isActive },
        },
        { onSuccess },
      ),
  };
};

export const SwitchOff = ({ webhook, isOpen, onClose }: ConfirmProps) => {
  const { webhook: words } = useMessages();
  const off = useSwitch(webhook, onClose);
  return (
    <Confirm
      isOpen={isOpen}
      isDangerous
      title={words.disableTitle(webhook.name)}
      confirmLabel={words.disable}
      isPending={off.isPending}
      onConfirm={() => off.set(false)}
      onClose={onClose}
    >
      {words.disableBody}
    </Confirm>
  );
};

export const RemoveWebhook = ({ webhook, isOpen, onClose }: ConfirmProps) => {
  const messages = useMessages();
  const { webhook: words } = messages;
  const navigate = useNavigate();
  const refresh = useRefreshWebhooks();
  const remove = api.useMutation('delete', '/api/webhooks/{id}', {
    onSuccess: async () => {
      toast('good', words.removed);
      // First away from the page: it would be read again, and not be found.
      await navigate({ to: '/webhooks' });
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: onClose,
  });
  return (
    <Confirm
      isOpen={isOpen}
      isDangerous
      title={words.removeTitle(webhook.name)}
      confirmLabel={words.remove}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ params: { path: { id: webhook.id } } })}
      onClose={onClose}
    >
      {words.removeBody}
    </Confirm>
  );
};
