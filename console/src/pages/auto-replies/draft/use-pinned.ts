import { useEffect, useState } from 'react';
import type { AutoReply } from '../query.ts';

/**
 * The draft as the user began to read it. If its text, recipient or thread changes meanwhile, the shown one stays until
 * the user reads it again: nobody approves what was replaced under their eyes.
 */
export const usePinned = (latest: AutoReply) => {
  const [pinned, setPinned] = useState(latest);
  const isChanged =
    pinned.status === 'waiting' &&
    latest.status === 'waiting' &&
    pinned.content_hash !== latest.content_hash;
  // While somebody has another version written, what was read stays known.
  const isRewritten = pinned.status === 'waiting' && latest.status === 'drafting';
  if (!isChanged && !isRewritten && pinned !== latest) setPinned(latest);
  return {
    draft: isChanged ? pinned : latest,
    isChanged,
    readAgain: () => setPinned(latest),
    pin: setPinned,
  };
};

/** A second press of the keys that approved the draft before must not approve this one unseen. */
const SEEN_MIN_MS = 800;

/** Whether it was in sight long enough. `isAtOnce`: the user opened it. */
export const useSeen = (isAtOnce: boolean): boolean => {
  const [isSeen, setSeen] = useState(isAtOnce);
  useEffect(() => {
    if (isSeen) return undefined;
    const timer = setTimeout(() => setSeen(true), SEEN_MIN_MS);
    return () => clearTimeout(timer);
  }, [isSeen]);
  return isSeen;
};
