import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
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
  /** The reader asked for it. */
  isHeavyShown: boolean;
  /** Instead of a page that may take the browser seconds. */
  onHeavy: () => void;
}

export const MessageFrame = ({ areImagesShown, ...props }: MessageFrameProps) =>
  areImagesShown ? <FrameWithImages message={props.message} /> : <MeasuredFrame {...props} />;

/**
 * The policy of the console, which a `srcdoc` has too, forbids images of other servers: the api's own page has them.
 * Its policy allows one script, which tells the height. Never add `allow-same-origin` beside `allow-scripts`.
 */
const FrameWithImages = ({ message }: Pick<MessageFrameProps, 'message'>) => {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(FIRST_HEIGHT_PX);
  useEffect(() => {
    const listen = ({ source, data }: MessageEvent<unknown>): void => {
      if (source === null || source !== frame.current?.contentWindow) return;
      const told = heightIn(data);
      if (told !== undefined) setHeight(Math.min(HEIGHT_MAX_PX, Math.ceil(told)));
    };
    window.addEventListener('message', listen);
    return () => window.removeEventListener('message', listen);
  }, []);
  return (
    <iframe
      ref={frame}
      title={useFrameTitle(message)}
      className={classes['frame']}
      style={{ height }}
      sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
      src={`/inbox/messages/${message.id}/html?images=true`}
    />
  );
};

const heightIn = (data: unknown): number | undefined => {
  if (typeof data !== 'object' || data === null || !('height' in data)) return undefined;
  const { height } = data;
  return typeof height === 'number' && height > 0 ? height : undefined;
};

const useFrameTitle = ({ sender_name: name, sender_address: address }: Message): string =>
  useMessages().composer.frameTitle(name === '' ? (address ?? '') : name);

const ELEMENT_COUNT_MAX = 5_000;

/** By start and end tags. */
const hasManyElements = (page: string): boolean =>
  page.split('<', 2 * ELEMENT_COUNT_MAX + 1).length > 2 * ELEMENT_COUNT_MAX;

const MeasuredFrame = ({
  message,
  isHeavyShown,
  onHeavy,
}: Omit<MessageFrameProps, 'areImagesShown'>) => {
  const { composer: words } = useMessages();
  const title = useFrameTitle(message);
  const [height, setHeight] = useState(FIRST_HEIGHT_PX);
  const observer = useRef<ResizeObserver>(null);
  const params = { path: { id: message.id } };
  const page = useQuery({
    queryKey: ['get', '/inbox/messages/{id}/html', { params }],
    queryFn: async ({ signal }) =>
      foldQuotes(
        await sent(client.GET('/inbox/messages/{id}/html', { params, parseAs: 'text', signal })),
        words.quoted,
      ),
    staleTime: FRESH_MS,
  });
  const isHeavy = !isHeavyShown && hasManyElements(page.data ?? '');
  useEffect(() => {
    if (isHeavy) onHeavy();
  }, [isHeavy, onHeavy]);
  if (isHeavy) return null;
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
      title={title}
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
