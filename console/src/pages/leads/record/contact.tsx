import { Button, Group, Text } from '@mantine/core';
import { IconMailCheck, IconMailQuestion, IconPhone, IconPhoneCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Card } from '../../../ui/page/page.tsx';
import { useIsPhone } from '../../../ui/page/use-is-phone.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { TONE_COLOURS } from '../../../ui/values/tones.ts';
import { ConflictDialog } from '../../entities/record/conflict.tsx';
import { Field } from '../../entities/record/field.tsx';
import fieldClasses from '../../entities/record/field.module.css';
import { useRefreshLeads, type Lead } from '../query.ts';
import { useLeadSaver, type FieldPlace } from './save.ts';

/** The names that the fields have on the page: by them an address or a number is known. */
const FIELDS = ['nom', 'telephone', 'email', 'entreprise'] as const;
type FieldName = (typeof FIELDS)[number];

const VALUES: Record<FieldName, (lead: Lead) => string | null> = {
  nom: ({ name }) => name,
  telephone: ({ phone }) => phone,
  email: ({ email }) => email,
  entreprise: ({ company_name: name }) => name,
};

const KEYS: Record<FieldName, 'name' | 'phone' | 'email' | 'company_name'> = {
  nom: 'name',
  telephone: 'phone',
  email: 'email',
  entreprise: 'company_name',
};

const nameOf = (field: string): FieldName => FIELDS.find((name) => name === field) ?? 'nom';

const CONTACT_PLACE: FieldPlace = {
  valueOf: (lead, field) => VALUES[nameOf(field)](lead),
  patchOf: (field, value) => ({
    [KEYS[nameOf(field)]]: typeof value === 'string' && value !== '' ? value : null,
  }),
};

interface LeadProps {
  lead: Lead;
}

/** How to reach the lead. Each value can be edited in its place. */
export const LeadContact = ({ lead, mayChange }: LeadProps & { mayChange: boolean }) => {
  const { leads } = useMessages();
  const saver = useLeadSaver(lead, CONTACT_PLACE);
  const labels: Record<FieldName, string> = {
    nom: leads.name,
    telephone: leads.phone,
    email: leads.email,
    entreprise: leads.companyName,
  };
  const notes: Partial<Record<FieldName, ReactNode>> = {
    email: lead.email !== null && <Confirmation lead={lead} />,
    telephone: lead.phone !== null && <Called lead={lead} mayChange={mayChange} />,
  };
  return (
    <Card title={leads.contact}>
      <dl className={fieldClasses['facts']}>
        {FIELDS.map((name) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{labels[name]}</dt>
            <dd style={{ flexWrap: 'wrap', columnGap: 12 }}>
              <Field
                name={name}
                label={labels[name]}
                value={VALUES[name](lead) ?? ''}
                isVerbatim
                saver={mayChange ? saver : null}
              />
              {notes[name]}
            </dd>
          </div>
        ))}
      </dl>
      <ConflictDialog saver={saver} />
    </Card>
  );
};

/** Whether the lead confirmed the address; if not, what became of the mail that asked for it. */
const Confirmation = ({ lead: { email_confirmed_at: at, confirmation_mail: mail } }: LeadProps) => {
  const { leads } = useMessages();
  const Shape = at === null ? IconMailQuestion : IconMailCheck;
  return (
    <Text size="xs" c={at === null ? 'dimmed' : 'moss'} component="div">
      <Group gap={4}>
        <Shape size={14} aria-hidden />
        {at === null ? (
          <span>
            {leads.unconfirmed}
            {mail !== null && <MailState mail={mail} />}
          </span>
        ) : (
          <span>
            {leads.confirmed} <RelativeTime at={at} />
          </span>
        )}
      </Group>
    </Text>
  );
};

const MailState = ({ mail }: { mail: NonNullable<Lead['confirmation_mail']> }) => {
  const { leads } = useMessages();
  return (
    <Text
      span
      inherit
      c={mail.status === 'failed' ? TONE_COLOURS.bad : 'inherit'}
      title={mail.error ?? undefined}
    >
      {' · '}
      {leads.confirmationMail[mail.status]}{' '}
      {mail.mailed_at !== null && <RelativeTime at={mail.mailed_at} />}
    </Text>
  );
};

/** A finger needs more room than a mouse. */
const TOUCH_HEIGHT_PX = 44;

const Called = ({ lead, mayChange }: LeadProps & { mayChange: boolean }) => {
  const messages = useMessages();
  const { leads } = messages;
  const isPhone = useIsPhone();
  const refresh = useRefreshLeads();
  const patch = api.useMutation('patch', '/api/leads/{id}', {
    onSuccess: () => toast('good', leads.calledDone),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  const mark = (): void =>
    patch.mutate({
      params: { path: { id: lead.id } },
      body: { version: lead.version, called_at: new Date().toISOString() },
    });
  return (
    <Group gap="xs">
      {lead.phone !== null && (
        <Button
          component="a"
          href={`tel:${lead.phone}`}
          hiddenFrom="sm"
          h={TOUCH_HEIGHT_PX}
          leftSection={<IconPhone size={16} />}
        >
          {leads.call}
        </Button>
      )}
      {lead.called_at !== null && (
        <Text size="xs" c="dimmed" component="div">
          {leads.called} <RelativeTime at={lead.called_at} />
        </Text>
      )}
      {mayChange && (
        <Button
          {...(isPhone ? { h: TOUCH_HEIGHT_PX } : { size: 'compact-xs' })}
          variant="light"
          leftSection={<IconPhoneCheck size={14} />}
          loading={patch.isPending}
          onClick={mark}
        >
          {lead.called_at === null ? leads.markCalled : leads.markCalledAgain}
        </Button>
      )}
    </Group>
  );
};
