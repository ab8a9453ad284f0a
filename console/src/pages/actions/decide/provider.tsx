import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react';
import { DecideContext, type Decide, type DecisionRequest } from './context.ts';

/** Holds the dialog of a decision, which any page opens by `useDecide`. */

const load = () => import('./dialog.tsx');
const DecisionDialog = lazy(async () => ({ default: (await load()).DecisionDialog }));

/** So that the dialog opens at the first click without a wait. */
export const preloadDecision = (): void => void load().catch(() => undefined);

export const DecideProvider = ({ children }: { children: ReactNode }) => {
  const [open, setOpen] = useState<{ request: DecisionRequest; key: number } | null>(null);
  const navigate = useNavigate();
  const decide = useCallback<Decide>(
    (request) => {
      if (request.entities.length > 0) {
        setOpen((before) => ({ request, key: (before?.key ?? 0) + 1 }));
        return;
      }
      // Without a record the full form asks for one.
      const { notification, actionType } = request;
      void navigate({
        to: '/actions/new',
        search: {
          ...(notification === undefined ? {} : { notification: notification.id }),
          ...(actionType === undefined ? {} : { action_type: actionType }),
        },
      });
    },
    [navigate],
  );
  const close = useCallback(() => setOpen(null), []);
  return (
    <DecideContext value={decide}>
      {children}
      {open !== null && (
        <Suspense>
          <DecisionDialog key={open.key} request={open.request} onClose={close} />
        </Suspense>
      )}
    </DecideContext>
  );
};
