import { Checkbox, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, client, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { ListField } from '../../ui/form/fields/list-field.tsx';
import { Form } from '../../ui/form/form.tsx';
import type { FormApi } from '../../ui/form/use-form.ts';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';

/** What a company chooses about its inbox. */

type Inbox = Schemas['Settings']['inbox'];

const POLICIES = [
  'always',
  'replies_only',
  'never',
] as const satisfies readonly Inbox['contact_policy'][];

/** ISO 8601: 1 is Monday. */
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export const InboxSettings = () => {
  const { company } = useMessages();
  const query = api.useQuery('get', '/api/v1/settings');
  return (
    <Card title={company.inbox}>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(settings) => <InboxForm settings={settings} />}
      </QueryView>
    </Card>
  );
};

interface InboxValues {
  signature: string;
  contact_policy: Inbox['contact_policy'];
  own_domains: string[];
  business_hours: { time_zone: string; days: string[]; from: string; to: string };
}

const toValues = (inbox: Inbox): InboxValues => ({
  signature: inbox.signature ?? '',
  contact_policy: inbox.contact_policy,
  own_domains: inbox.own_domains,
  business_hours: { ...inbox.business_hours, days: inbox.business_hours.days.map(String) },
});

const toInbox = ({ signature, business_hours: hours, ...values }: InboxValues): Inbox => ({
  ...values,
  signature: signature.trim() === '' ? null : signature.trim(),
  business_hours: {
    ...hours,
    days: hours.days.map(Number).toSorted((left, right) => left - right),
  },
});

const InboxForm = ({ settings: { version, inbox } }: { settings: Schemas['Settings'] }) => {
  const { company: words, common } = useMessages();
  const canEdit = useCan()('settings:write');
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/settings'] });
  const form = useApiForm({
    draft: 'settings/inbox',
    initialValues: toValues(inbox),
    validate: ({ business_hours: { from, to } }) =>
      from < to ? {} : { 'business_hours.to': words.hoursOrder },
    fieldOf: (path) => path.replace(/^inbox\./, '').replace(/^own_domains\.\d+$/, 'own_domains'),
    submit: (values) => {
      const body = { version, inbox: toInbox(values) };
      // Also after a conflict: the next attempt then has the version of the other's choices.
      return sent(client.PATCH('/api/v1/settings', { body })).finally(() => void refresh());
    },
    onSuccess: () => toast('good', words.mailSaved),
  });
  return (
    <div style={{ maxWidth: 560 }}>
      <Form form={form} submitLabel={canEdit ? common.save : undefined} isEdit>
        <Textarea
          label={words.signature}
          description={words.signatureHint}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={5000}
          readOnly={!canEdit}
          {...form.field('signature')}
        />
        <Select
          label={words.contactPolicy}
          description={words.contactPolicyHint}
          allowDeselect={false}
          readOnly={!canEdit}
          data={POLICIES.map((value) => ({ value, label: words.contactPolicies[value] }))}
          {...form.field('contact_policy')}
        />
        <ListField
          label={words.ownDomains}
          description={words.ownDomainsHint}
          readOnly={!canEdit}
          {...form.field('own_domains')}
        />
        <BusinessHours form={form} canEdit={canEdit} />
      </Form>
      <LeaveGuard isChanged={form.isChanged} onDiscard={form.discard} />
    </div>
  );
};

const BusinessHours = ({ form, canEdit }: { form: FormApi<InboxValues>; canEdit: boolean }) => {
  const { company: words } = useMessages();
  return (
    <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
      <Stack gap="xs">
        <legend style={{ padding: 0, fontWeight: 600 }}>{words.hours}</legend>
        <Checkbox.Group
          label={words.hoursDays}
          description={words.hoursHint}
          readOnly={!canEdit}
          {...form.field('business_hours.days')}
        >
          <Group gap="sm" mt={6}>
            {DAYS.map((day) => (
              <Checkbox key={day} value={String(day)} label={words.days[day]} disabled={!canEdit} />
            ))}
          </Group>
        </Checkbox.Group>
        <Group align="flex-start">
          <TextInput
            type="time"
            label={words.hoursFrom}
            readOnly={!canEdit}
            {...form.field('business_hours.from')}
          />
          <TextInput
            type="time"
            label={words.hoursTo}
            readOnly={!canEdit}
            {...form.field('business_hours.to')}
          />
        </Group>
        <Select
          label={words.hoursZone}
          searchable
          allowDeselect={false}
          readOnly={!canEdit}
          data={zonesWith(form.values.business_hours.time_zone)}
          {...form.field('business_hours.time_zone')}
        />
      </Stack>
    </fieldset>
  );
};

/** Those that the browser knows, and the one that is stored. */
const zonesWith = (stored: string): string[] => [
  ...new Set([stored, ...Intl.supportedValuesOf('timeZone')]),
];
