import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBan, IconExternalLink, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { isInFlight, isRetryable } from '../statuses.ts';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';

type Action = Schemas['Action'];

interface ActionProps {
  action: Action;
}

/** The buttons of an action that its status and the permissions allow. */
export const ActionButtons = ({ action }: ActionProps) => {
  const { actions } = useMessages();
  const can = useCan();
  return (
    <>
      {action.temporal_url !== null && can('operations:read') && (
        <Button
          component="a"
          href={action.temporal_url}
          target="_blank"
          rel="noreferrer"
          variant="default"
          rightSection={<IconExternalLink size={15} />}
        >
          {actions.openTemporal}
        </Button>
      )}
      {can('actions:retry') && <AttemptNow action={action} />}
      {can('actions:retry') && <Retry action={action} />}
      {can('actions:cancel') && <Cancel action={action} />}
    </>
  );
};

/** Reads the action again at once, before the stream reports the change. */
const useHandlers = (title: string, close: () => void = () => undefined) => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  return {
    onSuccess: () => {
      toast('good', title);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/actions/{id}'] });
    },
    onError: (error: unknown) => toastProblem(messages, error),
    onSettled: close,
  };
};

const Retry = ({ action }: ActionProps) => {
  const { actions } = useMessages();
  const [isAsking, dialog] = useDisclosure(false);
  const retry = api.useMutation(
    'post',
    '/api/v1/actions/{id}/retry',
    useHandlers(actions.retried, dialog.close),
  );
  return (
    <>
      {isRetryable(action.status) && (
        <Button leftSection={<IconRefresh size={16} />} onClick={dialog.open}>
          {actions.retry}
        </Button>
      )}
      <Confirm
        isOpen={isAsking}
        title={actions.retryTitle}
        confirmLabel={actions.retry}
        isPending={retry.isPending}
        onConfirm={() => retry.mutate({ params: { path: { id: action.id } } })}
        onClose={dialog.close}
      >
        {actions.retryBody}
      </Confirm>
    </>
  );
};

/** Only while the next attempt is waited for: one that runs needs no other. */
const AttemptNow = ({ action }: ActionProps) => {
  const { actions } = useMessages();
  const attempt = api.useMutation(
    'post',
    '/api/v1/actions/{id}/attempt-now',
    useHandlers(actions.attemptNowAsked),
  );
  const last = action.attempts.at(-1);
  if (action.status !== 'dispatching' || last?.outcome !== 'retry') return null;
  return (
    <Button
      leftSection={<IconRefresh size={16} />}
      loading={attempt.isPending}
      onClick={() => attempt.mutate({ params: { path: { id: action.id } } })}
    >
      {actions.attemptNow}
    </Button>
  );
};

const Cancel = ({ action }: ActionProps) => {
  const { actions } = useMessages();
  const [isAsking, dialog] = useDisclosure(false);
  const cancel = api.useMutation(
    'post',
    '/api/v1/actions/{id}/cancel',
    useHandlers(actions.cancelled, dialog.close),
  );
  return (
    <>
      {isInFlight(action.status) && (
        <Button
          variant="light"
          color="brick"
          leftSection={<IconBan size={16} />}
          onClick={dialog.open}
        >
          {actions.cancel}
        </Button>
      )}
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={actions.cancelTitle}
        confirmLabel={actions.cancel}
        isPending={cancel.isPending}
        onConfirm={() => cancel.mutate({ params: { path: { id: action.id } } })}
        onClose={dialog.close}
      >
        {actions.cancelBody}
      </Confirm>
    </>
  );
};
