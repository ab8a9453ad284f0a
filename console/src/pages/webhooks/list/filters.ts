import { useMessages } from '../../../i18n/index.tsx';
import type { BuiltInView } from '../../../parts/list/view-state.ts';
import type { Filter } from '../../../ui/table/filters/filter.ts';
import { useCallCentres } from '../../users/shared.ts';
import { useForms } from '../forms.ts';

/** The filters and views of the list of webhooks. */

export const useWebhookViews = (): BuiltInView[] => {
  const { webhooks } = useMessages();
  return [
    { key: 'all', label: webhooks.viewAll, filters: {} },
    { key: 'active', label: webhooks.viewActive, filters: { is_active: 'true' } },
    { key: 'inactive', label: webhooks.viewInactive, filters: { is_active: 'false' } },
  ];
};

export const useWebhookFilters = (): Filter[] => {
  const { webhooks } = useMessages();
  const forms = useForms();
  const centres = useCallCentres();
  return [
    {
      kind: 'select',
      key: 'is_active',
      label: webhooks.filterActive,
      options: [
        { value: 'true', label: webhooks.viewActive },
        { value: 'false', label: webhooks.viewInactive },
      ],
    },
    { kind: 'select', key: 'form_id', label: webhooks.filterForm, options: forms.map(optionOf) },
    {
      kind: 'select',
      key: 'call_center_id',
      label: webhooks.filterCentre,
      options: centres.map(optionOf),
    },
  ];
};

const optionOf = ({ id, name }: { id: number; name: string }) => ({
  value: String(id),
  label: name,
});
