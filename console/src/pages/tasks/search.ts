import { flag, id, oneOf, set, text, type RawSearch } from '../../routing/search.ts';

/** The `?` of the list of tasks. */

export const tasksSearch = (raw: RawSearch) =>
  set({
    q: text(raw['q']),
    /** Absent: those that are open. */
    is_done: oneOf(['true'], raw['is_done']),
    assigned_to: oneOf(['me', 'none'], raw['assigned_to']) ?? id(raw['assigned_to']),
    due: oneOf(['overdue', 'week'], raw['due']),
    view: id(raw['view']),
    new: flag(raw['new']),
    /** The task whose form is open. */
    task: id(raw['task']),
  });
export type TasksSearch = ReturnType<typeof tasksSearch>;
