import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { TonedSelect } from '../../../ui/form/fields/toned-select.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import { useFocusBox } from '../../../ui/keyboard/use-focus-box.ts';
import { COLOUR_TONES, type FolderColour, type Rule } from '../types.ts';
import { isGroup, newGroup } from './draft.ts';
import { GroupEditor } from './group.tsx';
import type { FolderValues } from './values.ts';

/** The fields of the form for a folder. */

interface FieldsProps {
  form: FormApi<FolderValues>;
}

const COLOURS: readonly FolderColour[] = [
  'petrol',
  'sky',
  'moss',
  'saffron',
  'brick',
  'plum',
  'gray',
];

const colourNamed = (value: string | null): FolderColour | undefined =>
  COLOURS.find((one) => one === value);

export const MainFields = ({ form }: FieldsProps) => {
  const { inboxFolders: words } = useMessages();
  return (
    <Group align="flex-start" gap="md">
      <TextInput
        label={words.name}
        placeholder={words.namePlaceholder}
        maxLength={100}
        flex="1 1 240px"
        {...form.field('name')}
      />
      <TonedSelect
        label={words.colour}
        size="sm"
        w={160}
        toneOf={(value) => COLOUR_TONES[colourNamed(value) ?? 'gray']}
        data={COLOURS.map((value) => ({ value, label: words.colours[value] }))}
        value={form.values.colour}
        onChange={(value) => form.setFieldValue('colour', colourNamed(value) ?? 'gray')}
      />
    </Group>
  );
};

export const RulesField = ({ form }: FieldsProps) => {
  const { inboxFolders: words } = useMessages();
  const box = useFocusBox<HTMLDivElement>();
  return (
    <div ref={box} tabIndex={-1} role="group" aria-label={words.rules} style={{ outline: 'none' }}>
      <Rules form={form} />
    </div>
  );
};

const Rules = ({ form }: FieldsProps) => {
  const { inboxFolders: words } = useMessages();
  const { rules } = form.values;
  const change = (next: Rule): void => {
    if (!isGroup(next)) return;
    form.setFieldValue('rules', next);
    // The faults name places in the tree that was there before.
    form.setErrors((errors) =>
      Object.fromEntries(Object.entries(errors).filter(([path]) => !path.startsWith('rules'))),
    );
  };
  if (rules === null) {
    return (
      <Stack align="flex-start" gap="sm">
        <Text size="sm" c="dimmed">
          {words.rulesNone}
        </Text>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => change(newGroup())}
        >
          {words.rulesAdd}
        </Button>
      </Stack>
    );
  }
  const faultOf = (path: string): string | undefined => {
    const fault = form.errors[path];
    return typeof fault === 'string' ? fault : undefined;
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {words.rulesHint}
      </Text>
      {form.errors['rules'] !== undefined && (
        <Text size="sm" c="brick" role="alert">
          {form.errors['rules']}
        </Text>
      )}
      <GroupEditor
        rule={rules}
        path="rules"
        depth={1}
        faultOf={faultOf}
        onChange={change}
        onRemove={undefined}
      />
      <Group justify="flex-end">
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={14} />}
          onClick={() => form.setFieldValue('rules', null)}
        >
          {words.rulesDrop}
        </Button>
      </Group>
    </Stack>
  );
};

export const AiFields = ({ form }: FieldsProps) => {
  const { inboxFolders: words } = useMessages();
  const { value: threshold, ...field } = form.field('ai_threshold');
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {words.aiHint}
      </Text>
      <Textarea
        label={words.aiDescription}
        description={words.aiDescriptionHint}
        placeholder={words.aiDescriptionPlaceholder}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1_000}
        {...form.field('ai_description')}
      />
      <NumberInput
        label={words.aiThreshold}
        description={words.aiThresholdHint}
        w={260}
        min={0}
        max={100}
        allowDecimal={false}
        clampBehavior="strict"
        {...field}
        value={threshold ?? ''}
      />
    </Stack>
  );
};

export const UseFields = ({ form }: FieldsProps) => {
  const { inboxFolders: words } = useMessages();
  const { value: isActive, ...active } = form.field('is_active');
  const { value: isApplied, ...reclassify } = form.field('reclassify');
  return (
    <Stack>
      <Switch
        label={words.isActive}
        description={words.isActiveHint}
        {...active}
        checked={isActive === true}
      />
      <Checkbox label={words.reclassify} {...reclassify} checked={isApplied === true} />
    </Stack>
  );
};
