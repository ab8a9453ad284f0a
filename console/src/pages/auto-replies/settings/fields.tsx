import { Radio, Select, SimpleGrid, Stack, Switch, Textarea } from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { ListField } from '../../../ui/form/fields/list-field.tsx';
import { NumberField } from '../../../ui/form/fields/number-field.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import {
  APPROVERS,
  ENDS,
  LANGUAGES,
  MODES,
  PROMPT_LENGTH_MAX,
  TONES,
  type SettingsValues,
} from './values.ts';

/** The fields of the form for the automatic reply of a folder. */

interface FieldsProps {
  form: FormApi<SettingsValues>;
  canEdit: boolean;
}

export const ModeField = ({ form, canEdit }: FieldsProps) => {
  const {
    autoReplies: { settings: words },
  } = useMessages();
  return (
    <Radio.Group label={words.mode} {...form.field('mode')}>
      <Stack gap="xs" mt={8}>
        {MODES.map((mode) => (
          <Radio
            key={mode}
            value={mode}
            label={words.modes[mode]}
            description={words.modeHints[mode]}
            disabled={!canEdit}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
};

export const WritingFields = ({ form, canEdit }: FieldsProps) => {
  const {
    autoReplies: { settings: words },
  } = useMessages();
  const { value: usesKnowledge, ...knowledge } = form.field('uses_knowledge');
  return (
    <Stack>
      <Textarea
        label={words.prompt}
        description={words.promptHint}
        autosize
        minRows={4}
        maxRows={16}
        maxLength={PROMPT_LENGTH_MAX}
        readOnly={!canEdit}
        {...form.field('prompt')}
        withAsterisk={form.values.mode !== 'off'}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={words.tone}
          allowDeselect={false}
          readOnly={!canEdit}
          data={TONES.map((value) => ({ value, label: words.tones[value] }))}
          {...form.field('tone')}
        />
        <Select
          label={words.language}
          allowDeselect={false}
          readOnly={!canEdit}
          data={LANGUAGES.map((value) => ({ value, label: words.languages[value] }))}
          {...form.field('language')}
        />
      </SimpleGrid>
      <Textarea
        label={words.signature}
        description={words.signatureHint}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        readOnly={!canEdit}
        {...form.field('signature')}
      />
      <Switch
        label={words.usesKnowledge}
        description={words.usesKnowledgeHint}
        disabled={!canEdit}
        {...knowledge}
        checked={usesKnowledge === true}
      />
      <ListField
        label={words.hosts}
        description={words.hostsHint}
        readOnly={!canEdit}
        {...form.field('allowed_hosts')}
      />
    </Stack>
  );
};

export const ApprovalFields = ({ form, canEdit }: FieldsProps) => {
  const {
    autoReplies: { settings: words },
  } = useMessages();
  const { value: isWithinHours, ...hours } = form.field('business_hours_only');
  const { value: needsTwo, ...two } = form.field('needs_two');
  const { value: end, ...onExpiry } = form.field('on_expiry');
  return (
    <Stack>
      {form.values.mode === 'auto' && (
        <Switch
          label={words.businessHours}
          description={words.businessHoursHint}
          disabled={!canEdit}
          {...hours}
          checked={isWithinHours === true}
        />
      )}
      <NumberField
        label={words.expiry}
        description={words.expiryHint}
        allowDecimal={false}
        readOnly={!canEdit}
        maw={240}
        {...form.field('expiry_minutes')}
      />
      <Radio.Group
        label={words.onExpiry}
        description={words.onExpiryHint}
        {...onExpiry}
        value={end ?? ''}
        withAsterisk={form.values.mode !== 'off'}
      >
        <Stack gap="xs" mt={8}>
          {ENDS.map((value) => (
            <Radio key={value} value={value} label={words.ends[value]} disabled={!canEdit} />
          ))}
        </Stack>
      </Radio.Group>
      <ListField
        label={words.reminders}
        description={words.remindersHint}
        readOnly={!canEdit}
        {...form.field('reminder_minutes')}
      />
      <Select
        label={words.approvers}
        allowDeselect={false}
        readOnly={!canEdit}
        data={APPROVERS.map((value) => ({ value, label: words.approverKinds[value] }))}
        {...form.field('approvers')}
      />
      <Switch label={words.needsTwo} disabled={!canEdit} {...two} checked={needsTwo === true} />
    </Stack>
  );
};
