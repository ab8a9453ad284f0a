import { Text, Timeline as MantineTimeline } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { RelativeTime } from '../values/relative-time.tsx';
import { TONE_COLOURS, type Tone } from '../values/tones.ts';
import classes from './timeline.module.css';

export interface TimelineEntry {
  key: string;
  at: string;
  icon: Icon;
  tone: Tone;
  title: string;
  body?: ReactNode;
  /** Who did it. */
  by?: string | null;
  /** The page that shows more, an address of the console. */
  href?: string;
  /** Called before that page is shown. */
  onOpen?: () => void;
}

/** What happened, in the order given: a line, an icon and a time for each. */
export const Timeline = ({ label, items }: { label: string; items: readonly TimelineEntry[] }) => (
  <MantineTimeline
    role="list"
    aria-label={label}
    active={items.length}
    bulletSize={24}
    lineWidth={2}
    className={classes['timeline'] ?? ''}
  >
    {items.map(({ icon: IconShape, ...item }) => (
      <MantineTimeline.Item
        key={item.key}
        role="listitem"
        bullet={<IconShape size={14} aria-hidden />}
        color={TONE_COLOURS[item.tone]}
        title={
          item.href === undefined ? (
            item.title
          ) : (
            <TitleLink title={item.title} href={item.href} onOpen={item.onOpen} />
          )
        }
      >
        {item.body !== undefined && <div className={classes['body']}>{item.body}</div>}
        <Text size="xs" c="dimmed">
          {item.by !== undefined && item.by !== null && `${item.by} · `}
          <RelativeTime at={item.at} />
        </Text>
      </MantineTimeline.Item>
    ))}
  </MantineTimeline>
);

interface TitleLinkProps {
  title: string;
  href: string;
  onOpen: (() => void) | undefined;
}

/** Opens the page within the console; with a modifier key, as the browser does. */
const TitleLink = ({ href, title, onOpen }: TitleLinkProps) => {
  const router = useRouter();
  const open = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    onOpen?.();
    router.history.push(href);
  };
  return (
    <a href={href} className={classes['link']} onClick={open}>
      {title}
    </a>
  );
};
