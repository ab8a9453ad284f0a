import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/links.tsx';

/** The shape of a code in the catalogue: VERBE_ENTITE_METHODE. */
export const CODE_SHAPE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){1,5}$/;

/**
 * For a type that is not in the catalogue: a link to add it, or to the catalogue if the user may
 * not add types.
 */
export const TypeLink = ({ actionType }: { actionType: string }) => {
  const { actionTypes } = useMessages();
  const canAdd = useCan()('action_types:write') && CODE_SHAPE.test(actionType);
  return (
    <LinkButton
      to="/settings/action-types"
      search={canAdd ? { new: true, code: actionType } : {}}
      variant="default"
      size="compact-sm"
    >
      {canAdd ? actionTypes.addThis : actionTypes.title}
    </LinkButton>
  );
};
