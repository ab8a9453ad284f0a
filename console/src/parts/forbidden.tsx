import { IconLock } from '@tabler/icons-react';
import { useMessages } from '../i18n/index.tsx';
import { Empty } from '../ui/feedback/empty.tsx';
import { LinkButton } from './links.tsx';

/** Instead of what the reader's role does not show: nothing went wrong, and trying again is no use. */
export const Refusal = () => {
  const { problems } = useMessages();
  return (
    <Empty
      icon={IconLock}
      title={problems.refusedTitle}
      hint={problems.refusedHint}
      action={
        <LinkButton to="/" variant="default">
          {problems.goHome}
        </LinkButton>
      }
    />
  );
};
