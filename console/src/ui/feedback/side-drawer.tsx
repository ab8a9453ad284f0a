import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './side-drawer.module.css';
import { useOpenerFocus } from './use-opener-focus.ts';

interface SideDrawerProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  size?: 'md' | 'lg' | 'xl';
  children: ReactNode;
  /** Buttons that stay in sight. A form in the drawer has its own. */
  footer?: ReactNode;
}

/** A drawer on the right: for small creations and changes. On a phone it fills the screen. */
export const SideDrawer = ({ title, isOpen, onClose, size = 'md', ...props }: SideDrawerProps) => (
  <Drawer
    opened={isOpen}
    onClose={onClose}
    position="right"
    size={size}
    title={title}
    classNames={{ body: classes['body'] ?? '' }}
  >
    <Content {...props} />
  </Drawer>
);

const Content = ({ children, footer }: Pick<SideDrawerProps, 'children' | 'footer'>) => {
  useOpenerFocus();
  return (
    <>
      {children}
      {footer !== undefined && <div className={classes['footer']}>{footer}</div>}
    </>
  );
};
