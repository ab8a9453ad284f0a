import { useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useState, type RefObject } from 'react';
import { api, compact, type Schemas } from '../../../api/client.ts';

/** Names after an `@` in a text field: who is meant, and where the name goes. */

export type Colleague = Schemas['Colleagues']['data'][number];

const TYPING_DELAY_MS = 150;
const SHOWN_COUNT_MAX = 8;
/** An `@` at the beginning of a word, and what was typed after it: a name may have one space. */
const MENTION = /(?:^|\s)@([\p{L}\p{M}'’-]*(?: [\p{L}\p{M}'’-]*)?)$/u;

interface MentionsInput {
  conversationId: number;
  field: RefObject<HTMLTextAreaElement | null>;
  /** The whole text with the name in it. */
  onMention: (text: string, colleague: Colleague) => void;
}

export const useMentions = ({ conversationId, field, onMention }: MentionsInput) => {
  const [asked, setAsked] = useState<string | null>(null);
  const [q] = useDebouncedValue(asked ?? '', TYPING_DELAY_MS);
  const combobox = useCombobox({ onDropdownClose: () => setAsked(null) });
  const found = api.useQuery(
    'get',
    '/inbox/conversations/{id}/colleagues',
    { params: { path: { id: conversationId }, query: compact({ q }) } },
    { enabled: asked !== null, placeholderData: keepPreviousData },
  ).data?.data;
  const colleagues = asked === null ? [] : (found ?? []).slice(0, SHOWN_COUNT_MAX);
  const names = colleagues.map(({ name }) => name).join();
  const { openDropdown, closeDropdown, selectFirstOption } = combobox;
  useEffect(() => {
    if (names === '') return;
    openDropdown();
    // Enter takes the first name. The options are drawn in the next frame.
    requestAnimationFrame(() => selectFirstOption());
    // oxlint-disable-next-line react/exhaustive-deps -- the functions of the combobox change with each drawing
  }, [names]);
  return {
    combobox,
    colleagues,
    /** What is before the cursor of the field. */
    look: ({ value, selectionStart }: HTMLTextAreaElement): void => {
      const part = MENTION.exec(value.slice(0, selectionStart))?.[1];
      if (part === undefined) closeDropdown();
      setAsked(part ?? null);
    },
    choose: (id: string): void => {
      const colleague = colleagues.find((one) => String(one.id) === id);
      const element = field.current;
      if (colleague === undefined || element === null) return;
      const { value, selectionStart } = element;
      const start = value.slice(0, selectionStart).lastIndexOf('@');
      const before = `${value.slice(0, start)}@${colleague.name} `;
      onMention(before + value.slice(selectionStart), colleague);
      closeDropdown();
      requestAnimationFrame(() => {
        element.focus();
        element.setSelectionRange(before.length, before.length);
      });
    },
  };
};
