import { Textarea } from '@mantine/core';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { SchemaForm } from '../../../ui/form/schema-form.tsx';
import { schemaFaults, type ObjectSchema, type SchemaValue } from '../../../ui/form/schema.ts';
import { fieldName, type ActionType } from './draft.ts';

/** The fields of a decision: those of the type, and a comment. */

export interface DecisionValues {
  commentaire: string;
  metadata: SchemaValue;
}

interface MetadataProps {
  schema: ObjectSchema | null;
  value: SchemaValue;
  errors: Readonly<Record<string, string>>;
  isSubmitted: boolean;
  withOthers?: boolean;
  onChange: (value: SchemaValue) => void;
  onReadableChange?: (isReadable: boolean) => void;
}

export const Metadata = (props: MetadataProps) => (
  <SchemaForm {...props} labels={useMessages().fields} />
);

interface CommentProps {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

export const Comment = ({ onChange, ...props }: CommentProps) => {
  const { newAction } = useMessages();
  return (
    <Textarea
      {...props}
      autosize
      minRows={2}
      maxRows={8}
      label={newAction.comment}
      description={newAction.commentHint}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};

/** For `validate` of a form: SchemaForm words the faults. */
export const metadataFault = (
  type: ActionType | undefined,
  metadata: SchemaValue,
): Record<string, string> => {
  const schema = type?.metadata_schema;
  return schema && Object.keys(schemaFaults(schema, metadata)).length > 0 ? { metadata: ' ' } : {};
};

/** The faults that the api found in the metadata, by field name; by `''` those of the whole. */
export const metadataErrors = (
  messages: Messages,
  faults: Readonly<Record<string, string>>,
): Record<string, string> => {
  const errors: Record<string, string> = {};
  for (const [path, text] of Object.entries(faults)) {
    const [root, name = '', ...inside] = path.replace(/^action\./, '').split('.');
    if (root !== 'metadonnees') continue;
    const worded =
      inside.length === 0 ? text : messages.common.labelled(fieldName(messages, path), text);
    errors[name] = errors[name] === undefined ? worded : `${errors[name]} · ${worded}`;
  }
  return errors;
};

/** The same of a refused request. */
export const refusedMetadata = (messages: Messages, error: unknown): Record<string, string> =>
  metadataErrors(messages, fieldErrors(messages, error));

/** The text of a fault as a form keeps it. */
export const textOf = (fault: unknown): string | undefined =>
  typeof fault === 'string' && fault.trim() !== '' ? fault : undefined;
