import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { foldQuotes } from './fold-quotes.ts';
import classes from './messages.module.css';
import type { Message } from './query.ts';

const FIRST_HEIGHT_PX = 96;
const HEIGHT_MAX_PX = 20_000;
const FRESH_MS = 60 * 60_000;

/**
 * The page that the api makes of a message, in a frame that runs no script. The api sanitises it, and its policy
 * loads nothing. `allow-same-origin` lets the console measure it; without `allow-scripts` it gives the page nothing.
 */
const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

interface MessageFrameProps {
  message: Message;
  areImagesShown: boolean;
}

export const MessageFrame = ({ message, areImagesShown }: MessageFrameProps) => {
  const { composer: words } = useMessages();
  const [height, setHeight] = useState(FIRST_HEIGHT_PX);
  const observer = useRef<ResizeObserver>(null);
  const params = { path: { id: message.id }, query: { images: `${areImagesShown}` as const } };
  const page = useQuery({
    queryKey: ['get', '/inbox/messages/{id}/html', { params }],
    queryFn: async ({ signal }) =>
      foldQuotes(
        await sent(client.GET('/inbox/messages/{id}/html', { params, parseAs: 'text', signal })),
        words.quoted,
      ),
    staleTime: FRESH_MS,
  });
  if (page.isError) return <ProblemAlert error={page.error} onRetry={() => void page.refetch()} />;
  const measure = (frame: HTMLIFrameElement): void => {
    observer.current?.disconnect();
    const root = frame.contentDocument?.documentElement;
    if (!root) return;
    // The keys of the console work after a click into the message too.
    root.addEventListener('keydown', (event) => {
      window.dispatchEvent(new KeyboardEvent('keydown', { ...keyOf(event), cancelable: true }));
    });
    observer.current = new ResizeObserver(() => {
      setHeight(Math.min(HEIGHT_MAX_PX, Math.ceil(root.getBoundingClientRect().height)));
    });
    observer.current.observe(root);
  };
  return (
    <iframe
      title={words.frameTitle(message.sender_name || (message.sender_address ?? ''))}
      className={classes['frame']}
      style={{ height }}
      sandbox={SANDBOX}
      srcDoc={page.data ?? ''}
      onLoad={({ currentTarget }) => measure(currentTarget)}
    />
  );
};

const keyOf = ({ key, code, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent) => ({
  key,
  code,
  shiftKey,
  ctrlKey,
  metaKey,
  altKey,
});
