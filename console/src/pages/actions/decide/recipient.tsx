import { Anchor, Group, Text } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { EntityIcon } from '../../entities/icon.tsx';
import { groupedPhone } from '../../entities/phone.ts';
import { SubjectLink } from '../subject-link.tsx';
import type { DecisionSubject } from './context.ts';
import { useEntity } from './entity.ts';

/** Fields of seed 001 that hold an address or a number. A document names those of its candidate. */
const EMAIL_FIELDS = ['email', 'candidatEmail'];
const PHONE_FIELDS = ['telephone', 'candidatTelephone'];

interface RecipientProps {
  entity: DecisionSubject;
  /** The page of the record opens behind the dialog. */
  onOpen: () => void;
}

/** The record of a decision, and where its person can be reached. */
export const Recipient = ({ entity: { type, ref, label, contact }, onOpen }: RecipientProps) => {
  const { decide: words } = useMessages();
  const record = useEntity({ type, ref });
  const email = contact?.email ?? firstText(EMAIL_FIELDS, record?.data);
  const phone = contact?.phone ?? firstText(PHONE_FIELDS, record?.data);
  const isKnown = record !== undefined || contact !== undefined;
  return (
    <Group gap="4px 14px">
      <Group gap={6} wrap="nowrap">
        <EntityIcon type={type} />
        <SubjectLink type={type} reference={ref} size="sm" onClick={onOpen}>
          {/* A notification names its record by the reference alone. */}
          {label === ref ? (record?.label ?? ref) : label}
        </SubjectLink>
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
      {isKnown && type !== 'session' && email === undefined && phone === undefined && (
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
