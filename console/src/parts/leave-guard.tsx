import { useBlocker } from '@tanstack/react-router';
import { useMessages } from '../i18n/index.tsx';
import { Confirm } from '../ui/feedback/confirm.tsx';

/**
 * Asks for confirmation before leaving a page with unsaved changes. Changes of the `?` alone are
 * free.
 */
export const LeaveGuard = ({ isChanged }: { isChanged: boolean }) => {
  const { common } = useMessages();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && current.pathname !== next.pathname,
    enableBeforeUnload: isChanged,
    withResolver: true,
  });
  return (
    <Confirm
      isOpen={blocker.status === 'blocked'}
      isDangerous
      title={common.leaveTitle}
      confirmLabel={common.leave}
      isPending={false}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    >
      {common.leaveBody}
    </Confirm>
  );
};
