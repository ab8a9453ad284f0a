import { Button } from '@mantine/core';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';

type ActionType = Schemas['ActionType'];

/** Deletes a type of the company, or resets a changed type to the catalogue. */
export const Restore = ({ type, onDone }: { type: ActionType; onDone: (text: string) => void }) => {
  const messages = useMessages();
  const { actionTypes: words } = messages;
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/api/v1/action-types/{code}', {
    onSuccess: () => onDone(type.is_own ? words.removed : words.resetDone),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button variant="subtle" color="brick" onClick={() => setAsking(true)}>
        {type.is_own ? words.remove : words.reset}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={type.is_own ? words.removeTitle : words.resetTitle}
        confirmLabel={type.is_own ? words.remove : words.reset}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { code: type.code } } })}
        onClose={() => setAsking(false)}
      >
        {type.is_own ? words.removeBody : words.resetBody}
      </Confirm>
    </>
  );
};
