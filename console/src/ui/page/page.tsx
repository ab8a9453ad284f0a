import { Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useEffect, useRef, type ReactNode } from 'react';
import classes from './page.module.css';

/**
 * - `list`: the whole width; on a wide screen the filling card takes the height that is left
 * - `record`: a main column, and `side` beside it where there is room
 * - `panes`: the whole height for a `Panes`, without margins
 * - `form`: narrow
 * - `settings`: a page of the settings, which have a sidebar of their own
 */
type PageLayout = 'list' | 'record' | 'panes' | 'form' | 'settings';

interface PageProps {
  layout: PageLayout;
  title: string;
  /** The title in the browser's tab and history, if several pages have the same heading. */
  tabTitle?: string | undefined;
  /** Shown beside the title: a status, a count. */
  badge?: ReactNode;
  description?: ReactNode;
  /** A link to the page above this one. */
  back?: ReactNode;
  actions?: ReactNode;
  /** The content of the side column of a record. */
  side?: ReactNode;
  children: ReactNode;
}

/** A page: title, buttons, content. Its heading takes the focus when the page opens. */
export const Page = ({
  layout,
  title,
  tabTitle,
  badge,
  description,
  back,
  actions,
  side,
  children,
}: PageProps) => {
  useDocumentTitle(`${tabTitle ?? title} · Relais`);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Screen readers then announce the page. A field that already has the focus keeps it.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div
      className={classes['page']}
      data-layout={layout}
      data-scroll-restoration-id={layout === 'list' ? 'page' : undefined}
    >
      <header className={classes['header']}>
        <div className={classes['titles']}>
          {back}
          <div className={classes['titleLine']}>
            <Title order={1} className={classes['title']} ref={heading} tabIndex={-1}>
              {title}
            </Title>
            {badge}
          </div>
          {description !== undefined && <div className={classes['description']}>{description}</div>}
        </div>
        {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
      </header>
      {side === undefined ? (
        children
      ) : (
        <div className={classes['columns']}>
          <div className={classes['column']}>{children}</div>
          <aside className={classes['column']}>{side}</aside>
        </div>
      )}
    </div>
  );
};

export const backLinkClass = classes['back'] ?? '';

interface CardProps {
  title?: string;
  icon?: ReactNode;
  actions?: ReactNode;
  /** For content that has its own margins, such as a table. */
  isFlush?: boolean;
  /** On a page with the layout `list`: takes the height that is left and scrolls inside. */
  isFilling?: boolean;
  children: ReactNode;
}

/** A section of a page, with an optional title. */
export const Card = ({ title, icon, actions, isFlush, isFilling, children }: CardProps) => (
  <section className={classes['card']} aria-label={title} data-filling={isFilling || undefined}>
    {title !== undefined && (
      <div className={classes['cardHeader']}>
        <Title order={2} className={classes['cardTitle']}>
          {icon}
          {title}
        </Title>
        {actions}
      </div>
    )}
    <div
      className={classes['cardBody']}
      data-flush={isFlush || undefined}
      data-scroll-restoration-id={isFilling === true ? 'card' : undefined}
    >
      {children}
    </div>
  </section>
);
