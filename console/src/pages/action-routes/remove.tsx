import { Button } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { api, client, type Schemas } from '../../api/client.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { sent } from '../../parts/sent.ts';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useRefreshRoutes } from './refresh.ts';
import { tableWith, type Route } from './rows.ts';

interface RemoveRouteProps {
  /** The route to remove; null while nothing is asked. */
  route: Route | null;
  table: Schemas['ActionRoutes'];
  onClose: () => void;
}

export const RemoveRoute = ({ route, table, onClose }: RemoveRouteProps) => {
  const messages = useMessages();
  const { routes: words, common } = messages;
  const refresh = useRefreshRoutes();
  const remove = useMutation({
    mutationFn: async (removed: Route) => {
      const fresh = await sent(client.GET('/api/v1/action-routes'));
      return sent(client.PUT('/api/v1/action-routes', { body: tableWith(fresh, removed, null) }));
    },
    onSuccess: (saved) => {
      toast('good', words.removed);
      refresh(saved);
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: onClose,
  });
  const isLast = table.routes.length === 1;
  return (
    <Confirm
      isOpen={route !== null}
      isDangerous
      title={words.removeTitle(route?.prefix ?? '')}
      confirmLabel={isLast ? common.close : common.delete}
      isPending={remove.isPending}
      onConfirm={() => {
        if (route === null || isLast) onClose();
        else remove.mutate(route);
      }}
      onClose={onClose}
    >
      {isLast ? words.removeLast : words.removeBody(table.fallback.workflow)}
    </Confirm>
  );
};

export const ResetRoutes = () => {
  const messages = useMessages();
  const { routes: words } = messages;
  const refresh = useRefreshRoutes();
  const [isAsking, setAsking] = useState(false);
  const reset = api.useMutation('delete', '/api/v1/action-routes', {
    onSuccess: (table) => {
      toast('good', words.resetDone);
      refresh(table);
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRestore size={16} />}
        onClick={() => setAsking(true)}
      >
        {words.reset}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.resetTitle}
        confirmLabel={words.reset}
        isPending={reset.isPending}
        onConfirm={() => reset.mutate({})}
        onClose={() => setAsking(false)}
      >
        {words.resetBody}
      </Confirm>
    </>
  );
};
