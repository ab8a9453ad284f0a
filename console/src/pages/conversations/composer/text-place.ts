import type { RefObject } from 'react';

/** Puts a text where the cursor of a field is, or at its end. Out: the whole text. */
export const insertAt = (field: RefObject<HTMLTextAreaElement | null>, text: string): string => {
  const element = field.current;
  if (element === null) return text;
  const { value, selectionStart: start, selectionEnd: end } = element;
  const cursor = start + text.length;
  requestAnimationFrame(() => {
    element.focus();
    element.setSelectionRange(cursor, cursor);
  });
  return value.slice(0, start) + text + value.slice(end);
};
