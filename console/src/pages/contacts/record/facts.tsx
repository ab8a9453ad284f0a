import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconAddressBook } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { CopyIcon } from '../../../ui/values/copy.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Facts, type Fact } from '../../../ui/values/facts.tsx';
import type { Contact, ContactPoint } from '../kinds.ts';
import { EmailLink, PhoneLink } from './value.tsx';

/** How to reach a contact. `more`: what only one kind has. */
export const ContactFacts = ({ contact, more }: { contact: Contact; more: readonly Fact[] }) => {
  const { contacts: words } = useMessages();
  const { emails, phones, address, notes } = contact;
  const facts: Fact[] = [
    ...more,
    {
      label: words.emails,
      value: emails.length > 0 && (
        <Points points={emails} show={(value) => <EmailLink value={value} />} />
      ),
    },
    {
      label: words.phones,
      value: phones.length > 0 && (
        <Points points={phones} show={(value) => <PhoneLink value={value} />} />
      ),
    },
    { label: words.address, value: address !== null && <Lines text={address} /> },
    { label: words.notes, value: notes !== null && <Lines text={notes} /> },
  ].map(({ label, value }) => ({ label, value: value === false ? null : value }));
  const isEmpty = facts.every(({ value }) => value === null);
  return isEmpty ? (
    <Empty icon={IconAddressBook} title={words.factsHint} />
  ) : (
    <Facts facts={facts} />
  );
};

const Lines = ({ text }: { text: string }) => (
  <span style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{text}</span>
);

interface PointsProps {
  points: readonly ContactPoint[];
  show: (value: string) => ReactNode;
}

/** The first is the main one. */
const Points = ({ points, show }: PointsProps) => {
  const { contacts: words } = useMessages();
  return (
    <Stack gap={2}>
      {points.map(({ value, label }, place) => (
        <Group key={value} gap="0 8px" wrap="wrap">
          <Group gap={4} wrap="nowrap" miw={0}>
            <span style={{ overflowWrap: 'anywhere', minWidth: 0 }}>{show(value)}</span>
            <CopyIcon value={value} label={words.copyPoint(value)} />
          </Group>
          {label !== null && (
            <Text span size="xs" c="dimmed">
              {label}
            </Text>
          )}
          {place === 0 && points.length > 1 && (
            <Badge size="xs" variant="light" color="gray">
              {words.main}
            </Badge>
          )}
        </Group>
      ))}
    </Stack>
  );
};
