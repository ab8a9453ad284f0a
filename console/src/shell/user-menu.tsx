import {
  Avatar,
  Divider,
  NavLink,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  VisuallyHidden,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBook2,
  IconExternalLink,
  IconLogout,
  IconTimeline,
  IconUserCircle,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMe } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { LanguageSwitch } from '../parts/language-switch.tsx';
import { useEscape } from '../ui/feedback/use-escape.ts';
import { useSignOut } from './use-sign-out.ts';

/**
 * The signed-in user, language, colour scheme and sign-out. It has no menu role: a menu may only
 * contain items, and this has switches.
 */
export const UserMenu = () => {
  const { shell } = useMessages();
  const { user } = useMe();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  useEscape(isOpen, close);
  const name = shell.account(user.name);
  return (
    <Popover
      opened={isOpen}
      onChange={(next) => !next && close()}
      position="bottom-end"
      width={264}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton style={{ borderRadius: 20 }} onClick={toggle}>
          <VisuallyHidden>{name}</VisuallyHidden>
          <Avatar size={34} color="petrol" name={user.name} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label={name}>
        <Identity />
        <Divider my={4} />
        <NavLink
          component={Link}
          to="/settings/profile"
          label={shell.profile}
          leftSection={<IconUserCircle size={16} />}
          onClick={close}
        />
        <Stack gap={4} px="sm" py="xs">
          <Text size="xs" c="dimmed">
            {shell.language}
          </Text>
          <LanguageSwitch />
          <Text size="xs" c="dimmed" mt={4}>
            {shell.appearance}
          </Text>
          <SchemeSwitch />
        </Stack>
        <Divider my={4} />
        <ExternalLinks onFollow={close} />
      </Popover.Dropdown>
    </Popover>
  );
};

const Identity = () => {
  const { roles } = useMessages();
  const { user } = useMe();
  return (
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
  );
};

/** The links that leave the console, and the sign-out button. */
const ExternalLinks = ({ onFollow }: { onFollow: () => void }) => {
  const { shell } = useMessages();
  const { temporal_ui_url: temporalUrl } = useMe();
  const signOut = useSignOut();
  return (
    <>
      <NavLink
        href="/docs"
        target="_blank"
        rel="noreferrer"
        label={shell.documentation}
        leftSection={<IconBook2 size={16} />}
        rightSection={<IconExternalLink size={14} />}
        onClick={onFollow}
      />
      {temporalUrl !== null && (
        <NavLink
          href={temporalUrl}
          target="_blank"
          rel="noreferrer"
          label={shell.temporal}
          leftSection={<IconTimeline size={16} />}
          rightSection={<IconExternalLink size={14} />}
          onClick={onFollow}
        />
      )}
      <NavLink
        component="button"
        label={shell.signOut}
        leftSection={<IconLogout size={16} />}
        onClick={signOut}
      />
    </>
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
