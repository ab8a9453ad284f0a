import { Badge, Group, type ComboboxParsedItem, type SelectProps } from '@mantine/core';
import type { Schemas } from '../../api/client.ts';
import { useLanguage, useMessages } from '../../i18n/index.tsx';
import { wordedLabel } from './catalogue.ts';
import { ChoiceField } from '../../ui/form/fields/choice-field.tsx';
import { SmallCode } from '../../ui/values/small-code.tsx';

type ActionType = Schemas['ActionType'];

interface TypeSelectProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  types: readonly Pick<ActionType, 'code' | 'label' | 'labels' | 'route'>[];
  value: string | undefined;
  onChange: (code: string | undefined) => void;
}

/** A field to choose an action type. The search finds labels and codes. */
export const TypeSelect = ({ types, value, onChange, ...field }: TypeSelectProps) => {
  const messages = useMessages();
  const { locale } = useLanguage();
  const { actionTypes } = messages;
  const unrouted = new Set(types.filter(({ route }) => route.is_unrouted).map(({ code }) => code));
  return (
    <ChoiceField
      {...field}
      data={types.map((type) => ({ value: type.code, label: wordedLabel(type, locale) }))}
      filter={({ options, search }) => options.filter((option) => isFound(option, search))}
      renderOption={({ option }) => (
        <Group wrap="nowrap" justify="space-between" flex={1} gap="sm">
          <div>
            {option.label}
            <SmallCode code={option.value} />
          </div>
          {unrouted.has(option.value) && (
            <Badge color="saffron" variant="light" flex="none">
              {actionTypes.noRoute}
            </Badge>
          )}
        </Group>
      )}
      value={value ?? null}
      onChange={(code) => onChange(code ?? undefined)}
    />
  );
};

const isFound = (option: ComboboxParsedItem, search: string): boolean =>
  'value' in option &&
  `${option.label} ${option.value}`.toLowerCase().includes(search.trim().toLowerCase());
