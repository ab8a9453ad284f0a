import { useBlocker } from '@tanstack/react-router';
import { useMessages } from '../i18n/index.tsx';
import { Confirm } from '../ui/feedback/confirm.tsx';

interface LeaveGuardProps {
  isChanged: boolean;
  /** For a form with a draft: leaving drops it. A reload asks nothing then, because it loses nothing. */
  onDiscard?: () => void;
}

/**
 * Asks for confirmation before leaving a page with unsaved changes. Changes of the `?` alone are
 * free.
 */
export const LeaveGuard = ({ isChanged, onDiscard }: LeaveGuardProps) => {
  const { common } = useMessages();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && current.pathname !== next.pathname,
    enableBeforeUnload: isChanged && onDiscard === undefined,
    withResolver: true,
  });
  return (
    <Confirm
      isOpen={blocker.status === 'blocked'}
      isDangerous
      title={common.leaveTitle}
      confirmLabel={common.leave}
      isPending={false}
      onConfirm={() => {
        onDiscard?.();
        blocker.proceed?.();
      }}
      onClose={() => blocker.reset?.()}
    >
      {common.leaveBody}
    </Confirm>
  );
};
