import { Anchor, type AnchorProps } from '@mantine/core';
import { useMessages } from '../../i18n/index.tsx';

/** The guide for the person who writes the receiver: the api serves it. */
export const GuideLink = (props: Pick<AnchorProps, 'mt'>) => {
  const { webhooks } = useMessages();
  return (
    <Anchor
      {...props}
      display="inline-block"
      size="sm"
      href={webhooks.guideUrl}
      target="_blank"
      rel="noreferrer"
    >
      {webhooks.guide}
    </Anchor>
  );
};
