import { Anchor, Group, Text } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { EntityIcon } from '../../entities/icon.tsx';
import { groupedPhone } from '../../entities/phone.ts';
import type { DecisionSubject } from './context.ts';

/** Fields of seed 001 that hold an address or a number. A document names those of its candidate. */
const EMAIL_FIELDS = ['email', 'candidatEmail'];
const PHONE_FIELDS = ['telephone', 'candidatTelephone'];

interface RecipientProps {
  entity: DecisionSubject;
  /** The page of the record opens behind the dialog. */
  onOpen: () => void;
}

/** The record of a decision, and where its person can be reached. */
export const Recipient = ({ entity: { type, ref, label }, onOpen }: RecipientProps) => {
  const { decide: words } = useMessages();
  const record = api.useQuery('get', '/api/v1/entities/{type}/{ref}', {
    params: { path: { type, ref } },
  }).data;
  const email = firstText(EMAIL_FIELDS, record?.data);
  const phone = firstText(PHONE_FIELDS, record?.data);
  return (
    <Group gap="4px 14px">
      <Group gap={6} wrap="nowrap">
        <EntityIcon type={type} />
        <LinkText to="/entities/$type/$ref" params={{ type, ref }} size="sm" onClick={onOpen}>
          {/* A notification names its record by the reference alone. */}
          {label === ref ? (record?.label ?? ref) : label}
        </LinkText>
        <Text size="xs" c="dimmed" ff="monospace">
          {ref}
        </Text>
      </Group>
      {email !== undefined && (
        <Group gap={4} wrap="nowrap">
          <IconMail size={15} aria-hidden />
          <Text size="sm">{email}</Text>
        </Group>
      )}
      {phone !== undefined && (
        <Group gap={4} wrap="nowrap">
          <IconPhone size={15} aria-hidden />
          <Anchor size="sm" href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
            {groupedPhone(phone)}
          </Anchor>
        </Group>
      )}
      {record !== undefined && type !== 'session' && email === undefined && phone === undefined && (
        <Text size="sm" c="dimmed">
          {words.noContact}
        </Text>
      )}
    </Group>
  );
};

const firstText = (
  fields: readonly string[],
  data: Readonly<Record<string, unknown>> = {},
): string | undefined =>
  fields.flatMap((name) => {
    const value = data[name];
    return typeof value === 'string' && value !== '' ? [value] : [];
  })[0];
