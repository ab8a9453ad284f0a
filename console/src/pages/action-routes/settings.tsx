import { Button, Checkbox, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useMessages } from '../../i18n/index.tsx';
import { keepsKey, losesKey, type RouteRow } from './rows.ts';

const TIMEOUT_HOURS_MAX = 720;

export interface RouteSettingsProps {
  row: RouteRow;
  faultOf: (field: string) => string | undefined;
  canEdit: boolean;
  onChange: (patch: Partial<RouteRow>) => void;
}

/** The settings of a route. The line of the table shows a summary of them. */
export const RouteSettings = ({ row, faultOf, canEdit, onChange }: RouteSettingsProps) => {
  const { routes: words } = useMessages();
  return (
    <>
      <TextInput
        label={words.url}
        description={words.urlHint}
        type="url"
        placeholder="https://"
        value={row.url}
        readOnly={!canEdit}
        error={faultOf('url')}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
      />
      <ApiKeyField row={row} error={faultOf('api_key')} canEdit={canEdit} onChange={onChange} />
      <NumberInput
        label={words.timeout}
        description={words.timeoutHint}
        suffix={` ${words.hours}`}
        min={0}
        max={TIMEOUT_HOURS_MAX}
        decimalScale={4}
        disabled={!row.expectsCallback}
        value={row.timeoutHours}
        readOnly={!canEdit}
        error={faultOf('callback_timeout_seconds')}
        onChange={(value) => onChange({ timeoutHours: Number(value) })}
      />
      <Checkbox
        label={words.expectsCallback}
        description={words.expectsCallbackHint}
        checked={row.expectsCallback}
        disabled={!canEdit}
        error={faultOf('expects_callback')}
        onChange={(event) => onChange({ expectsCallback: event.currentTarget.checked })}
      />
    </>
  );
};

interface ApiKeyFieldProps extends Pick<RouteSettingsProps, 'row' | 'canEdit' | 'onChange'> {
  error: string | undefined;
}

/** The api never returns a stored key: the field only shows that there is one. */
const ApiKeyField = ({ row, error, canEdit, onChange }: ApiKeyFieldProps) => {
  const { routes: words } = useMessages();
  const hint = (): string => {
    if (keepsKey(row)) return words.apiKeyStored;
    if (losesKey(row)) return words.apiKeyDropped;
    return row.keyOf !== null && row.apiKey === null ? words.apiKeyRemoved : words.apiKeyNone;
  };
  return (
    <div>
      <PasswordInput
        label={words.apiKey}
        description={hint()}
        placeholder={keepsKey(row) ? '••••••••' : ''}
        autoComplete="new-password"
        value={row.apiKey ?? ''}
        readOnly={!canEdit}
        error={error}
        onChange={(event) => onChange({ apiKey: event.currentTarget.value || undefined })}
      />
      {canEdit && row.keyOf !== null && (keepsKey(row) || row.apiKey === null) && (
        <Button
          mt={4}
          variant="subtle"
          size="compact-xs"
          color={row.apiKey === null ? 'petrol' : 'brick'}
          onClick={() => onChange({ apiKey: row.apiKey === null ? undefined : null })}
        >
          {row.apiKey === null ? words.apiKeyRestore : words.apiKeyRemove}
        </Button>
      )}
    </div>
  );
};
