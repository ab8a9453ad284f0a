import { Tooltip } from '@mantine/core';
import { useEffect, useState, type RefObject } from 'react';
import { useEscape } from '../../ui/feedback/use-escape.ts';

interface RailHintProps {
  target: RefObject<HTMLElement | null>;
  label: string;
}

/** Shows the name of an icon beside it, on hover and on focus by keyboard: the rail has no words. */
export const RailHint = ({ target, label }: RailHintProps) => {
  const [isOpen, setOpen] = useState(false);
  useEscape(isOpen, () => setOpen(false));
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    // It may have come before this file was loaded.
    setOpen(element.matches(':hover, :focus-visible'));
    const stop = new AbortController();
    const on = (event: string, isShown: () => boolean): void =>
      element.addEventListener(event, () => setOpen(isShown()), { signal: stop.signal });
    on('mouseenter', () => true);
    on('mouseleave', () => false);
    on('focus', () => element.matches(':focus-visible'));
    on('blur', () => false);
    return () => stop.abort();
  }, [target]);
  return <Tooltip opened={isOpen} target={target} label={label} position="right" />;
};
