/** Names that the bare worker and whoever drives it share. */
export const BARE_TASK_QUEUE = 'bench-bare';
export const BARE_PATH = '/bare';
export const bareWorkflowId = (key: string): string => `bare/${key}`;
