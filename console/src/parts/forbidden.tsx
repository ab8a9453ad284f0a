import { IconLock } from '@tabler/icons-react';
import { useMessages } from '../i18n/index.tsx';
import { Empty } from '../ui/feedback/empty.tsx';
import { LinkButton } from './links.tsx';

/**
 * Shown instead of content that the user's role may not see. It offers no retry: it would not help.
 */
export const Forbidden = () => {
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
