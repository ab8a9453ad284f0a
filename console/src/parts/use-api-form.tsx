import { Code, Text } from '@mantine/core';
import { useIdempotencyKeys } from '../api/idempotency.ts';
import { problemOf } from '../api/problem.ts';
import { useMe } from '../api/session.ts';
import { useMessages, type Messages } from '../i18n/index.tsx';
import { useForm, type Faults, type FormApi, type FormOptions } from '../ui/form/use-form.ts';
import { fieldErrors } from './fault-text.ts';
import { problemText } from './problem-alert.tsx';

/** A form whose submit is a request to the api. */

export interface ApiFormOptions<V extends object, R> extends Omit<
  FormOptions<V, R>,
  'submit' | 'draftKey' | 'faultsOf'
> {
  /** Names the draft: the form and the record, `users/12`. Undefined: no draft, for passwords. */
  draft?: string;
  /** Sends the values. `once` gives the header that lets the api run a repeated creation only once. */
  submit: (values: V, once: (body: unknown) => { 'Idempotency-Key': string }) => Promise<R>;
  /** The field of the form that shows the fault of a path of the request. */
  fieldOf?: (path: string) => string;
  /** The fault of a field if the api answers `conflict`. */
  conflict?: Readonly<Record<string, string>>;
}

export const useApiForm = <V extends object, R>({
  draft,
  submit,
  fieldOf,
  conflict,
  ...options
}: ApiFormOptions<V, R>): FormApi<V> => {
  const messages = useMessages();
  const { user, company } = useMe();
  const keys = useIdempotencyKeys();
  return useForm<V, R>({
    ...options,
    draftKey: draft === undefined ? undefined : `${company.id}/${user.id}/${draft}`,
    submit: async (values) => {
      const result = await submit(values, (body) => ({ 'Idempotency-Key': keys.keyFor(body) }));
      keys.renew();
      return result;
    },
    faultsOf: (error) =>
      conflict !== undefined && problemOf(error).code === 'conflict'
        ? { fields: conflict, note: null }
        : apiFaults(messages, error, options.initialValues, fieldOf),
  });
};

/** Sorts the faults of an answer: those of fields of the form, and a note about everything else. */
export const apiFaults = (
  messages: Messages,
  error: unknown,
  values: object,
  fieldOf?: (path: string) => string,
): Faults => {
  const all = Object.entries(fieldErrors(messages, error, fieldOf));
  const fields = all.filter(([path]) => hasField(values, path));
  // The text of the problem explains a fault of the version.
  const others = all.filter(
    ([path]) => !hasField(values, path) && (path !== 'version' || !isVersionConflict(error)),
  );
  if (fields.length > 0 && others.length === 0) {
    return { fields: Object.fromEntries(fields), note: null };
  }
  return { fields: Object.fromEntries(fields), note: <Note error={error} others={others} /> };
};

const isVersionConflict = (error: unknown): boolean => problemOf(error).code === 'version_conflict';

const hasField = (values: unknown, path: string): boolean => {
  const [name = '', ...rest] = path.split('.');
  if (typeof values !== 'object' || values === null || !Object.hasOwn(values, name)) return false;
  return rest.length === 0 || hasField(new Map(Object.entries(values)).get(name), rest.join('.'));
};

const Note = ({ error, others }: { error: unknown; others: [string, string][] }) => {
  const messages = useMessages();
  const problem = problemOf(error);
  return (
    <>
      {others.length === 0 && <Text size="sm">{problemText(messages, problem)}</Text>}
      {others.map(([path, text]) => (
        <Text key={path} size="sm">
          {messages.fields[path] ?? path} : {text}
        </Text>
      ))}
      {problem.requestId !== null && problem.status >= 500 && (
        <Code>{messages.problems.requestId(problem.requestId)}</Code>
      )}
    </>
  );
};
