import {
  Anchor,
  Autocomplete,
  Button,
  Checkbox,
  PasswordInput,
  Stack,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { client, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { NumberField } from '../../ui/form/fields/number-field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { takeMatch } from '../../ui/form/take-match.ts';
import type { FormApi } from '../../ui/form/use-form.ts';
import {
  keepsKey,
  routeFaults,
  tableWith,
  toValues,
  type Route,
  type RouteValues,
} from './rows.ts';
import { TakenTypes } from './taken-types.tsx';
import { useRefreshRoutes } from './refresh.ts';

interface RouteFormProps {
  table: Schemas['ActionRoutes'];
  /** The route to edit; null for a new one. */
  route: Route | null;
  /** The prefix that a new route starts with. */
  suggestedPrefix: string;
  onClose: () => void;
}

const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } };

export const RouteForm = ({ table, route, suggestedPrefix, onClose }: RouteFormProps) => {
  const { routes: words, common } = useMessages();
  const form = useRouteForm({ table, route, suggestedPrefix, onClose });
  return (
    <SideDrawer
      isOpen
      size="lg"
      title={route === null ? words.add : words.editRoute(route.prefix)}
      onClose={onClose}
    >
      <Form
        form={form}
        submitLabel={route === null ? common.create : common.save}
        isEdit={route !== null}
        onCancel={onClose}
      >
        <TextInput
          label={words.prefix}
          description={words.prefixHint}
          spellCheck={false}
          data-autofocus={suggestedPrefix === '' || undefined}
          styles={monospace}
          {...form.field('prefix')}
          onChange={(event) =>
            form.setFieldValue('prefix', event.currentTarget.value.toUpperCase())
          }
        />
        <TakenTypes prefix={form.values.prefix.trim()} routes={table.routes} edited={route} />
        <Autocomplete
          label={words.workflow}
          description={words.workflowHint}
          spellCheck={false}
          data-autofocus={suggestedPrefix !== '' || undefined}
          data={table.known_workflows}
          selectFirstOptionOnChange={false}
          onKeyDown={takeMatch}
          {...form.field('workflow')}
        />
        <Settings form={form} route={route} />
      </Form>
    </SideDrawer>
  );
};

const useRouteForm = ({ table, route, suggestedPrefix, onClose }: RouteFormProps) => {
  const { routes: words } = useMessages();
  const refresh = useRefreshRoutes();
  return useApiForm({
    draft: `action-routes/${route?.prefix ?? `new/${suggestedPrefix}`}`,
    initialValues: toValues(route, suggestedPrefix),
    required: ['prefix', 'workflow'],
    validate: (values) =>
      routeFaults(
        table.routes.filter(({ prefix }) => prefix !== route?.prefix),
        values,
        words,
      ),
    fieldOf,
    submit: async (values) => {
      // Read again: the whole table is replaced, and another owner may have changed it meanwhile.
      const fresh = await sent(client.GET('/api/v1/action-routes'));
      return sent(client.PUT('/api/v1/action-routes', { body: tableWith(fresh, route, values) }));
    },
    onSuccess: (saved) => {
      toast('good', words.saved);
      refresh(saved);
      onClose();
    },
  });
};

/** `routes.3.url` of the request: only the edited route can have a fault. */
const fieldOf = (path: string): string => {
  const name = path.replace(/^routes\.\d+\./, '');
  const fields: Readonly<Record<string, string>> = {
    api_key: 'apiKey',
    callback_timeout_seconds: 'timeoutHours',
    expects_callback: 'expectsCallback',
  };
  return fields[name] ?? name;
};

interface SettingsProps {
  form: FormApi<RouteValues>;
  route: Route | null;
}

/** What few routes need: folded while a new route has nothing of it. */
const Settings = ({ form, route }: SettingsProps) => {
  const { routes: words } = useMessages();
  const [isOpen, { open }] = useDisclosure(route !== null);
  if (!isOpen && form.refusalCount === 0) {
    return (
      <Anchor component="button" type="button" size="sm" ta="left" onClick={open}>
        {words.moreSettings}
      </Anchor>
    );
  }
  const { value: expects, ...expectsField } = form.field('expectsCallback');
  const { value: hours, ...hoursField } = form.field('timeoutHours');
  return (
    <Stack>
      <TextInput
        label={words.url}
        description={words.urlHint}
        type="url"
        placeholder="https://"
        {...form.field('url')}
      />
      <KeyField form={form} route={route} />
      <Checkbox
        label={words.expectsCallback}
        description={words.expectsCallbackHint}
        {...expectsField}
        checked={expects === true}
      />
      {expects === true && (
        <NumberField
          label={words.timeout}
          description={words.timeoutHint}
          suffix={` ${words.hours}`}
          min={0}
          decimalScale={4}
          {...hoursField}
          value={typeof hours === 'number' ? hours : undefined}
          onChange={(next) => form.setFieldValue('timeoutHours', next ?? 0)}
        />
      )}
    </Stack>
  );
};

/** The api never returns a stored key: the field only shows that there is one. */
const KeyField = ({ form, route }: SettingsProps) => {
  const { routes: words } = useMessages();
  const { values } = form;
  const isStored = route?.has_api_key === true;
  const isKept = keepsKey(route, values);
  const hint = (): string => {
    if (isKept) return words.apiKeyStored;
    if (!isStored) return words.apiKeyNone;
    return values.isKeyRemoved ? words.apiKeyRemoved : words.apiKeyDropped;
  };
  return (
    <div>
      <PasswordInput
        label={words.apiKey}
        description={hint()}
        placeholder={isKept ? '••••••••' : ''}
        autoComplete="new-password"
        {...form.field('apiKey')}
      />
      {isStored && values.apiKey === '' && (isKept || values.isKeyRemoved) && (
        <Button
          mt={4}
          variant="subtle"
          size="compact-xs"
          color={values.isKeyRemoved ? 'petrol' : 'brick'}
          onClick={() => form.setFieldValue('isKeyRemoved', !values.isKeyRemoved)}
        >
          {values.isKeyRemoved ? words.apiKeyRestore : words.apiKeyRemove}
        </Button>
      )}
    </div>
  );
};
