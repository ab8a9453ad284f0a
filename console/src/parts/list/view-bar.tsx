import { ActionIcon, Badge, Button, Menu, Tooltip } from '@mantine/core';
import { IconBookmarkPlus, IconDots, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import type { SavedViewsState } from './use-saved-views.ts';
import { ViewDialog, type ViewNaming } from './view-dialogs.tsx';
import type { BuiltInView, SavedView } from './view-state.ts';
import classes from './views.module.css';

/** The views of a list: built-in, own and shared ones. */

interface ViewBarProps {
  builtIn: readonly BuiltInView[];
  state: SavedViewsState;
  /** The built-in view whose filters are set, or the saved view of the address. */
  current: BuiltInView | SavedView | undefined;
  /** The filters, the sort or the columns are no longer those of the view. */
  isChanged: boolean;
  onOpenBuiltIn: (view: BuiltInView) => void;
  onOpen: (view: SavedView) => void;
  onSaveNew: (naming: ViewNaming, close: () => void) => void;
  onUpdate: (view: SavedView) => void;
  onDeleted: () => void;
}

export const ViewBar = (props: ViewBarProps) => {
  const { builtIn, state, current, isChanged, onOpenBuiltIn, onOpen, onUpdate } = props;
  const { savedViews } = useMessages();
  const maySave = useCan()('saved_views:write');
  const saved = current !== undefined && 'id' in current ? current : undefined;
  return (
    <>
      {builtIn.length + state.views.length > 1 && (
        <div className={classes['views']} role="group" aria-label={savedViews.label}>
          {builtIn.map((view) => (
            <button
              key={view.key}
              type="button"
              className={classes['view']}
              aria-pressed={view === current}
              onClick={() => onOpenBuiltIn(view)}
            >
              {view.label}
            </button>
          ))}
          {state.views.map((view) => (
            <button
              key={view.id}
              type="button"
              className={classes['view']}
              aria-pressed={view.id === saved?.id}
              title={view.is_shared ? savedViews.sharedBy(view.user_name) : undefined}
              onClick={() => onOpen(view)}
            >
              {view.is_shared && <IconUsers size={13} aria-hidden />}
              {view.name}
            </button>
          ))}
        </div>
      )}
      {saved !== undefined && isChanged && (
        <>
          <Badge variant="light" color="saffron">
            {savedViews.changed}
          </Badge>
          {saved.may_change && (
            <Button
              size="compact-xs"
              variant="light"
              loading={state.update.isPending}
              onClick={() => onUpdate(saved)}
            >
              {savedViews.update}
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onOpen(saved)}>
            {savedViews.reset}
          </Button>
        </>
      )}
      {saved?.may_change === true && <ViewMenu {...props} view={saved} />}
      {maySave && (current === undefined || isChanged) && <SaveView {...props} />}
    </>
  );
};

const SaveView = ({ state, onSaveNew }: Pick<ViewBarProps, 'state' | 'onSaveNew'>) => {
  const { savedViews } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Tooltip label={savedViews.save}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={savedViews.save}
          onClick={() => setOpen(true)}
        >
          <IconBookmarkPlus size={17} />
        </ActionIcon>
      </Tooltip>
      {isOpen && (
        <ViewDialog
          isPending={state.create.isPending}
          onSave={(naming) => onSaveNew(naming, close)}
          onClose={close}
        />
      )}
    </>
  );
};

interface ViewMenuProps extends Pick<ViewBarProps, 'state' | 'onDeleted'> {
  view: SavedView;
}

const ViewMenu = ({ view, state, onDeleted }: ViewMenuProps) => {
  const { savedViews } = useMessages();
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null);
  const close = (): void => setOpen(null);
  const params = { path: { id: view.id } };
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={savedViews.menu(view.name)}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('rename')}>{savedViews.rename}</Menu.Item>
          <Menu.Item color="brick" onClick={() => setOpen('delete')}>
            {savedViews.delete}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'rename' && (
        <ViewDialog
          view={view}
          isPending={state.update.isPending}
          onSave={(naming) =>
            state.update.mutate(
              { params, body: { version: view.version, ...naming } },
              { onSuccess: close },
            )
          }
          onClose={close}
        />
      )}
      <Confirm
        isOpen={open === 'delete'}
        title={savedViews.deleteTitle(view.name)}
        confirmLabel={savedViews.delete}
        isDangerous
        isPending={state.remove.isPending}
        onConfirm={() =>
          state.remove.mutate(
            { params },
            {
              onSuccess: () => {
                close();
                onDeleted();
              },
            },
          )
        }
        onClose={close}
      >
        {view.is_shared ? savedViews.deleteSharedBody : savedViews.deleteBody}
      </Confirm>
    </>
  );
};
