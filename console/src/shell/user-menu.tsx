import {
  Avatar,
  Menu,
  SegmentedControl,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { IconBook2, IconExternalLink, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMe } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { LanguageSwitch } from '../parts/language-switch.tsx';
import { useSignOut } from './use-sign-out.ts';

/** Who is signed in, and what is theirs alone: language, colours, leaving. */
export const UserMenu = () => {
  const { shell, roles } = useMessages();
  const { user, temporal_ui_url: temporalUrl } = useMe();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={264} closeOnItemClick>
      <Menu.Target>
        <UnstyledButton aria-label={shell.account(user.name)} style={{ borderRadius: 20 }}>
          <Avatar size={34} color="petrol" name={user.name} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '8px 12px 10px' }}>
          <Text fw={600} size="sm" truncate>
            {user.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {user.email}
          </Text>
          <Text size="xs" c="dimmed">
            {roles[user.role]}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to="/settings/profile"
          leftSection={<IconUserCircle size={16} />}
        >
          {shell.profile}
        </Menu.Item>
        <Menu.Label>{shell.language}</Menu.Label>
        <div style={{ padding: '0 8px 6px' }}>
          <LanguageSwitch />
        </div>
        <Menu.Label>{shell.appearance}</Menu.Label>
        <div style={{ padding: '0 8px 8px' }}>
          <SchemeSwitch />
        </div>
        <Menu.Divider />
        <Menu.Item
          component="a"
          href="/docs"
          target="_blank"
          rel="noreferrer"
          leftSection={<IconBook2 size={16} />}
          rightSection={<IconExternalLink size={14} />}
        >
          {shell.documentation}
        </Menu.Item>
        {temporalUrl !== null && (
          <Menu.Item
            component="a"
            href={temporalUrl}
            target="_blank"
            rel="noreferrer"
            leftSection={<IconExternalLink size={16} />}
          >
            {shell.temporal}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          {shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

const SchemeSwitch = () => {
  const { shell } = useMessages();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={shell.appearance}
      value={colorScheme}
      onChange={setColorScheme}
      data={[
        { value: 'light', label: shell.light },
        { value: 'dark', label: shell.dark },
        { value: 'auto', label: shell.auto },
      ]}
    />
  );
};
