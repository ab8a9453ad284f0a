import { IconArrowLeft, IconMapSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/index.tsx';
import { Empty } from '../ui/feedback/empty.tsx';
import { Card, Page } from '../ui/page/page.tsx';
import { LinkButton } from './links.tsx';

interface RecordNotFoundProps {
  back: ReactNode;
  title?: string;
  hint?: string;
}

/** Shown instead of a record that does not exist or that the user may not see. */
export const RecordNotFound = ({ back, title, hint }: RecordNotFoundProps) => {
  const { problems } = useMessages();
  return (
    <Page layout="form" title={problems.missingTitle} back={back}>
      <Card>
        <Empty
          icon={IconMapSearch}
          title={title ?? problems.missingHint}
          {...(hint === undefined ? {} : { hint })}
          action={
            <LinkButton to="/" variant="default" leftSection={<IconArrowLeft size={16} />}>
              {problems.goHome}
            </LinkButton>
          }
        />
      </Card>
    </Page>
  );
};
