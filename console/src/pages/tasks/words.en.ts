import type { tasksFr } from './words.fr.ts';

/** The English words of the tasks. */
export const tasksEn: typeof tasksFr = {
  tasks: {
    new: 'New task',
    edit: 'Edit',
    editTitle: 'Edit the task',
    created: 'Task created',
    saved: 'Task saved',
    search: 'Words of the title…',
    columnDone: 'Done',
    columnTitle: 'Title',
    columnDue: 'Due',
    columnAssignee: 'Assigned to',
    columnConversation: 'Conversation',
    columnCase: 'Case',
    columnPerson: 'Contact',
    nobody: 'Nobody',
    assigneeMe: 'Me',
    assigneeOther: 'Or somebody else',
    filterState: 'State',
    stateDone: 'Done',
    overdue: 'Overdue',
    dueWithinWeek: 'Within seven days',
    viewOpen: 'To do',
    viewMine: 'My tasks',
    viewOverdue: 'Overdue',
    viewDone: 'Done',
    markDone: (title) => `Mark as done: ${title}`,
    reopen: (title) => `Open again: ${title}`,
    doneToast: 'Task done',
    reopened: 'Task open again',
    remove: 'Delete the task',
    removed: 'Task deleted',
    removeTitle: (title) => `Delete “${title}”?`,
    removeBody: 'It disappears for your colleagues too.',
    emptyTitle: 'No tasks',
    emptyHint: 'Create one here, or from a conversation.',
    emptyFilteredTitle: 'No task matches',
    emptyFilteredHint: 'Remove a filter, or try another word.',
  },

  codes: {
    permissions: {
      tasks: 'Tasks',
    },
    auditOperations: {
      'tasks.create': 'Task created',
      'tasks.update': 'Task changed',
      'tasks.delete': 'Task deleted',
    },
    auditResources: {
      task: 'Task',
    },
  },
};
