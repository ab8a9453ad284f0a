import { List, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshLeads, type Lead } from '../query.ts';
import { useLeadStatuses } from '../statuses.tsx';
import { ContactLink } from './contact-link.tsx';
import { useSameOrganisation, useSamePeople } from './same-contact.ts';

interface ConvertProps {
  lead: Lead;
  isOpen: boolean;
  onClose: () => void;
}

/** Says which person and organisation the conversion creates or uses again, then converts. */
export const ConvertDialog = ({ lead, isOpen, onClose }: ConvertProps) => {
  const { leads } = useMessages();
  const convert = useConvert(onClose);
  return (
    <Confirm
      isOpen={isOpen}
      title={leads.convertTitle(lead.label === '' ? leads.nameless : lead.label)}
      confirmLabel={leads.convert}
      isPending={convert.isPending}
      onConfirm={() => convert.mutate({ params: { path: { id: lead.id } } })}
      onClose={onClose}
    >
      <Outcome lead={lead} />
    </Confirm>
  );
};

const useConvert = (onClose: () => void) => {
  const messages = useMessages();
  const { leads } = messages;
  const navigate = useNavigate();
  const refresh = useRefreshLeads();
  return api.useMutation('post', '/api/leads/{id}/convert', {
    onSuccess: ({ person_id: personId, label }) => {
      // Toasts are outside of the router: a link of it has no place there.
      const link = personId !== null && (
        <button
          type="button"
          className="toast-link"
          onClick={() => void navigate({ to: '/people/$id', params: { id: String(personId) } })}
        >
          {leads.seeContact(label)}
        </button>
      );
      toast('good', leads.convertedDone, link);
    },
    onError: (error) => {
      const [fault] = Object.values(fieldErrors(messages, error));
      if (fault === undefined) toastProblem(messages, error);
      else toast('bad', leads.name, fault);
    },
    onSettled: () => {
      onClose();
      return refresh();
    },
  });
};

/** A person is used again if exactly one has the e-mail address, as the api does it. */
const Outcome = ({ lead }: Pick<ConvertProps, 'lead'>) => {
  const { leads } = useMessages();
  const status = useLeadStatuses().find(({ role }) => role === 'converted');
  const organisation = useSameOrganisation(lead.company_name);
  const withEmail = useSamePeople({ email: lead.email, phone: null }) ?? [];
  const [only] = withEmail;
  const person = withEmail.length === 1 ? only : undefined;
  return (
    <Stack gap="xs">
      <Text size="sm">{leads.convertBody}</Text>
      <List size="sm" spacing={4}>
        <List.Item>
          {person === undefined ? (
            leads.personNew(lead.label)
          ) : (
            <>
              {leads.personKnown}{' '}
              <ContactLink kind="people" id={person.id}>
                {person.name}
              </ContactLink>
            </>
          )}
        </List.Item>
        {lead.company_name === null ? (
          <List.Item>{leads.organisationNone}</List.Item>
        ) : (
          <List.Item>
            {organisation === undefined ? (
              leads.organisationNew(lead.company_name)
            ) : (
              <>
                {leads.organisationKnown}{' '}
                <ContactLink kind="organisations" id={organisation.id}>
                  {organisation.name}
                </ContactLink>
              </>
            )}
          </List.Item>
        )}
        {status !== undefined && <List.Item>{leads.statusBecomes(status.label)}</List.Item>}
      </List>
    </Stack>
  );
};

/** Where the conversion led. */
export const ConvertedTo = ({ lead }: { lead: Lead }) => {
  const { leads } = useMessages();
  const { person_id: personId, organisation_id: organisationId } = lead;
  if (personId === null) return null;
  return (
    <span>
      {leads.becameContact}{' '}
      <ContactLink kind="people" id={personId}>
        {leads.theContact}
      </ContactLink>
      {organisationId !== null && (
        <>
          {', '}
          <ContactLink kind="organisations" id={organisationId}>
            {lead.company_name ?? leads.theOrganisation}
          </ContactLink>
        </>
      )}
    </span>
  );
};
