import { Alert, Stack, Text } from '@mantine/core';
import { IconRoute2, IconRouteOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { TypeLink } from '../../action-types/link.tsx';

/** The reason why an action went to the fallback route, and a link to fix it. */
export const UnroutedAlert = ({ actionType }: { actionType: string }) => {
  const { actions, actionTypes } = useMessages();
  const types = api.useQuery('get', '/api/v1/action-types').data?.data;
  if (types === undefined) return null;
  const type = types.find(({ code }) => code === actionType);
  const seeRoutes = (
    <LinkButton
      to="/settings/routes"
      search={{ action_type: actionType }}
      variant="default"
      size="compact-sm"
    >
      {actionTypes.uncaughtAction}
    </LinkButton>
  );
  if (type === undefined) {
    return (
      <Cause title={actions.notInCatalogue} link={<TypeLink actionType={actionType} />}>
        {actions.notInCatalogueHint}
      </Cause>
    );
  }
  if (type.route.is_unrouted) {
    return (
      <Cause title={actions.noRoute} link={seeRoutes}>
        {actions.noRouteHint}
      </Cause>
    );
  }
  return (
    <Alert color="petrol" icon={<IconRoute2 />} title={actions.hadNoRoute}>
      {actions.hadNoRouteHint(type.route.workflow)}
    </Alert>
  );
};

const Cause = ({
  title,
  link,
  children,
}: {
  title: string;
  link: ReactNode;
  children: ReactNode;
}) => (
  <Alert color="saffron" icon={<IconRouteOff />} title={title}>
    <Stack gap="sm" align="flex-start">
      <Text size="sm">{children}</Text>
      {link}
    </Stack>
  </Alert>
);
