import { Tabs } from '@mantine/core';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useCan } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { Page } from '../ui/page.tsx';

const SECTIONS = [
  { to: '/settings/profile', name: 'profile', permission: 'account:read' },
  { to: '/settings/users', name: 'users', permission: 'users:read' },
  { to: '/settings/call-centres', name: 'callCentres', permission: 'call_centres:read' },
  { to: '/settings/api-keys', name: 'apiKeys', permission: 'api_keys:read' },
  { to: '/settings/company', name: 'company', permission: 'company:read' },
] as const;

export const SettingsPage = () => {
  const { settings } = useMessages();
  const can = useCan();
  const navigate = useNavigate();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const current = SECTIONS.find(({ to }) => pathname.startsWith(to));
  return (
    <Page title={settings.title}>
      <Tabs
        value={current?.to ?? null}
        onChange={(value) => {
          const next = SECTIONS.find(({ to }) => to === value);
          if (next) void navigate({ to: next.to });
        }}
      >
        <Tabs.List aria-label={settings.sections} style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
          {SECTIONS.filter(({ permission }) => can(permission)).map(({ to, name }) => (
            <Tabs.Tab key={to} value={to}>
              {settings[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Outlet />
    </Page>
  );
};
