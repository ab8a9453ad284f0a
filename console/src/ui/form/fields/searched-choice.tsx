import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { ChoiceField, type ChoiceFieldProps } from './choice-field.tsx';

/** One of many records: what is typed is searched by the api, not among the first that were read. */

export interface Choice {
  id: number;
  label: string;
}

const TYPING_DELAY_MS = 250;

/** What to ask the api for. `chosenLabel`: what stands in the field while nothing is typed. */
export const useChoiceSearch = (chosenLabel: string | undefined) => {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const asked = text === chosenLabel ? '' : text.trim();
  const [q] = useDebouncedValue(asked, TYPING_DELAY_MS);
  return {
    q,
    isOpen,
    isSettled: q === asked,
    setText: (next: string) => setText(next),
    open: () => setOpen(true),
  };
};

interface SearchedChoiceProps extends Omit<
  ChoiceFieldProps,
  'data' | 'value' | 'onChange' | 'filter' | 'onSearchChange' | 'onDropdownOpen'
> {
  search: ReturnType<typeof useChoiceSearch>;
  /** What the api answered to `search.q`. */
  found: {
    choices: readonly Choice[];
    isFetching: boolean;
    /** The answer to an older question. */
    isPlaceholderData: boolean;
  };
  chosen: Choice | undefined;
  /** Left out of the choices. */
  exceptId?: number | undefined;
  onChange: (choice: Choice | undefined) => void;
}

export const SearchedChoice = ({
  search,
  found,
  chosen,
  exceptId,
  onChange,
  ...field
}: SearchedChoiceProps) => {
  const { form } = useMessages();
  // Not the answer to an older question: Enter would take one that was not asked for.
  const isCurrent = search.isSettled && !found.isPlaceholderData;
  const others = (isCurrent ? found.choices : []).filter(
    ({ id }) => id !== chosen?.id && id !== exceptId,
  );
  const choices = chosen === undefined ? others : [chosen, ...others];
  return (
    <ChoiceField
      clearable
      {...field}
      nothingFoundMessage={isCurrent && !found.isFetching ? form.noMatch : '…'}
      data={choices.map(({ id, label }) => ({ value: String(id), label }))}
      // The api has already searched, in names, addresses and numbers.
      filter={({ options }) => options}
      value={chosen === undefined ? null : String(chosen.id)}
      onSearchChange={search.setText}
      onDropdownOpen={search.open}
      onChange={(value) => onChange(choices.find(({ id }) => String(id) === value))}
    />
  );
};
