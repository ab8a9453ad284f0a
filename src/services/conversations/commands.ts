import { conversationWorkflowId } from '../../ids.ts';
import type { Command } from '../../platform/commands.ts';

/**
 * Tells the run of a conversation that something of it changed; starts one if there is none.
 * Twice: the run reads what is to be done, and finds it done.
 */
export const conversationCommand = (companyId: number, conversationId: number): Command => ({
  workflowId: conversationWorkflowId(conversationId),
  operation: 'signal_with_start',
  name: 'conversationWorkflow',
  input: { companyId, conversationId },
  signal: { name: 'conversationChanged', input: {} },
  subject: `conversation/${conversationId}`,
});
