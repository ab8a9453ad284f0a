import {
  closestCenter,
  DndContext,
  DragOverlay,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
  type CollisionDetection,
} from '@dnd-kit/core';
import { VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { useListState } from '../../../parts/list/list.tsx';
import { ViewBar } from '../../../parts/list/view-bar.tsx';
import { amend } from '../../../routing/search.ts';
import { FilterBar } from '../../../ui/table/filters/bar.tsx';
import { ListLayout } from '../../../ui/table/list-table.tsx';
import { useCan } from '../../../api/session.ts';
import { useCaseFilters, useCaseViews } from '../list/filters.tsx';
import type { Case, CaseStatus } from '../query.ts';
import { casesSearch, type CasesSearch } from '../search.ts';
import classes from './board.module.css';
import { CardFace } from './card.tsx';
import { BoardColumn } from './column.tsx';
import { shownStatuses } from './columns.ts';
import { useLift } from './lift.ts';
import { useMove } from './move.ts';

/** Cases by status. A card is moved with the mouse, a finger, the keyboard or its menu. */

interface CaseBoardProps {
  search: CasesSearch;
  onSearch: (search: CasesSearch, isReplaced: boolean) => void;
}

/** So far a press moves before it is a drag: a click opens the case. */
const DRAG_DISTANCE_PX = 6;
/** So long a finger rests on a card before it moves it: a shorter one scrolls. */
const TOUCH_DELAY_MS = 250;
const TOUCH_TOLERANCE_PX = 8;

export const CaseBoard = ({ search, onSearch }: CaseBoardProps) => {
  const { cases: words } = useMessages();
  const state = useListState<Case, CasesSearch>({
    list: 'cases',
    search,
    parse: casesSearch,
    // A view opens as a board too.
    onSearch: (next, { replace }) => onSearch(amend(next, { layout: 'board' }), replace),
    columns: [],
    filters: useCaseFilters(search),
    textFilter: { key: 'q', label: words.search },
    views: useCaseViews(),
  });
  return (
    <ListLayout>
      <FilterBar
        filters={useCaseFilters(search)}
        values={state.values}
        onChange={state.filter}
        views={<ViewBar {...state.viewBar} />}
        tools={null}
        search={{ key: 'q', label: words.search }}
      />
      <Columns search={search} />
    </ListLayout>
  );
};

const Columns = ({ search }: { search: CasesSearch }) => {
  const { cases: words } = useMessages();
  const mayMove = useCan()('cases:update') && search.is_deleted === undefined;
  const [dragged, setDragged] = useState<Case | null>(null);
  const move = useMove(search);
  const statuses = shownStatuses(search);
  const lift = useLift(statuses, move);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: DRAG_DISTANCE_PX } }),
    useSensor(TouchSensor, {
      activationConstraint: { delay: TOUCH_DELAY_MS, tolerance: TOUCH_TOLERANCE_PX },
    }),
  );
  const drop = (to: CaseStatus | undefined): void => {
    setDragged(null);
    if (dragged !== null && to !== undefined && dragged.allowed_statuses.includes(to)) {
      move(dragged, to);
    }
  };
  const lifted = dragged ?? lift.row;
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={underPointer}
      accessibility={{
        announcements: silent,
        screenReaderInstructions: { draggable: words.boardKeys },
      }}
      onDragStart={({ active }) => {
        lift.cancel();
        setDragged(active.data.current?.['row'] as Case);
      }}
      onDragEnd={({ over }) => drop(statuses.find((status) => status === over?.id))}
      onDragCancel={() => setDragged(null)}
    >
      <div className={classes['board']} role="group" aria-label={words.board} tabIndex={-1}>
        {statuses.map((status) => (
          <BoardColumn
            key={status}
            search={search}
            status={status}
            mayMove={mayMove}
            lifted={lifted}
            target={lift.target}
            onKey={lift.onKey}
            onBlur={lift.cancel}
            onMove={move}
          />
        ))}
      </div>
      {/* The card is in its new column at once: what flies back over it would be in the way. */}
      <DragOverlay dropAnimation={null}>
        {dragged !== null && (
          <div className={classes['card']} data-overlay>
            <CardFace row={dragged} />
          </div>
        )}
      </DragOverlay>
      <VisuallyHidden role="status" aria-live="assertive">
        {lift.announcement}
      </VisuallyHidden>
    </DndContext>
  );
};

/** The column under the pointer; beside all of them, the nearest. */
const underPointer: CollisionDetection = (input) => {
  const within = pointerWithin(input);
  return within.length > 0 ? within : closestCenter(input);
};

/** Who drags with a pointer sees it; the keyboard has its own words. */
const silent = {
  onDragStart: () => undefined,
  onDragOver: () => undefined,
  onDragEnd: () => undefined,
  onDragCancel: () => undefined,
};
