import { CloseButton } from '@mantine/core';
import { Link, useMatchRoute } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { useCan, useMe } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { Wordmark } from '../ui/page/logo.tsx';
import { navigationFor, type NavigationItem } from './navigation.ts';
import classes from './shell.module.css';

export const Sidebar = ({ onClose }: { onClose: () => void }) => {
  const messages = useMessages();
  const can = useCan();
  const { company } = useMe();
  return (
    <>
      <div className={classes['brand']}>
        <Link to="/" aria-label={`${messages.name}, ${messages.home.title}`}>
          <Wordmark name={messages.name} />
        </Link>
        <CloseButton
          hiddenFrom="sm"
          onClick={onClose}
          aria-label={messages.shell.closeMenu}
          variant="transparent"
          c="white"
          size="lg"
        />
      </div>
      <div className={classes['company']}>{company.name}</div>
      <nav className={classes['sections']} aria-label={messages.shell.navigation}>
        {navigationFor(messages, can).map((section) => (
          <div key={section.label} role="group" aria-label={section.label}>
            <div className={classes['sectionLabel']} aria-hidden>
              {section.label}
            </div>
            {section.items.map((item) => (
              <NavigationLink key={item.to} item={item} />
            ))}
          </div>
        ))}
      </nav>
    </>
  );
};

const NavigationLink = ({ item }: { item: NavigationItem }) => {
  const isActive = useMatchRoute()({ to: item.to, fuzzy: item.to !== '/' }) !== false;
  const IconShape = item.icon;
  return (
    <Link
      to={item.to}
      className={classes['link']}
      data-active={isActive || undefined}
      aria-current={isActive ? 'page' : undefined}
    >
      <IconShape size={18} stroke={1.75} aria-hidden />
      {item.label}
      {item.to === '/notifications' && <UnreadCount />}
    </Link>
  );
};

const COUNT_SHOWN_MAX = 99;

const UnreadCount = () => {
  const { data } = api.useQuery('get', '/api/v1/notifications/unread-count');
  if (data === undefined || data.count === 0) return null;
  return (
    <span className={classes['count']}>
      {data.count > COUNT_SHOWN_MAX ? `${COUNT_SHOWN_MAX}+` : data.count}
    </span>
  );
};
