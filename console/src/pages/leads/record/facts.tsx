import { api } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useCodeWords } from '../../../parts/code-words.ts';
import { LinkText } from '../../../parts/links.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { AddField } from '../../entities/record/add-field.tsx';
import { ConflictDialog } from '../../entities/record/conflict.tsx';
import { Field } from '../../entities/record/field.tsx';
import fieldClasses from '../../entities/record/field.module.css';
import type { Lead } from '../query.ts';
import { DATA_PLACE, useLeadSaver } from './save.ts';

/** Of every lead: they are changed above, or in the heading. */
const OWN_FIELDS = ['nom', 'prenom', 'email', 'telephone', 'statutDossier'];

const FRESH_MS = 5 * 60_000;

/** What the form asked, in its order and with its labels. */
export const LeadFacts = ({ lead, mayChange }: { lead: Lead; mayChange: boolean }) => {
  const { leads } = useMessages();
  const saver = useLeadSaver(lead, DATA_PLACE);
  const labels = useFieldLabels(lead);
  const names = Object.keys(lead.data).toSorted(
    (one, other) => labels.rank(one) - labels.rank(other),
  );
  if (names.length === 0 && !mayChange) return null;
  return (
    <Card
      title={lead.form_id === null ? leads.otherData : leads.answers}
      actions={<FormLink lead={lead} />}
    >
      <dl className={fieldClasses['facts']}>
        {names.map((name) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{labels.of(name)}</dt>
            <dd>
              <Field
                name={name}
                label={labels.of(name)}
                value={lead.data[name]}
                isVerbatim
                saver={mayChange ? saver : null}
              />
            </dd>
          </div>
        ))}
      </dl>
      {mayChange && <AddField data={lead.data} taken={OWN_FIELDS} saver={saver} />}
      <ConflictDialog saver={saver} />
    </Card>
  );
};

/** The form may be gone, or have other fields by now: then a field is named in words. */
export const useFieldLabels = ({ form_id: formId }: Pick<Lead, 'form_id'>) => {
  const { fieldWord } = useCodeWords();
  const canRead = useCan()('forms:read');
  const fields =
    api.useQuery(
      'get',
      '/api/v1/forms/{id}',
      { params: { path: { id: formId ?? 0 } } },
      { enabled: formId !== null && canRead, retry: false, staleTime: FRESH_MS },
    ).data?.fields ?? [];
  return {
    of: (name: string): string =>
      fields.find(({ key }) => key === name)?.label ?? capitalised(fieldWord(name)),
    rank: (name: string): number => {
      const position = fields.findIndex(({ key }) => key === name);
      return position === -1 ? fields.length : position;
    },
  };
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const FormLink = ({ lead: { form_id: formId, form_name: name } }: { lead: Lead }) =>
  formId !== null && (
    <LinkText to="/leads" search={{ form_id: formId }} size="sm">
      {name}
    </LinkText>
  );
