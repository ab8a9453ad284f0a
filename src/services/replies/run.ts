import { replyWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import type { OutgoingRow } from '../../queries/replies/messages.ts';

/** The run that sends a message. */

type Named = Pick<OutgoingRow, 'uuid' | 'conversation_id'>;

const runOf = (tx: Transaction, { uuid, conversation_id: conversationId }: Named) => ({
  workflowId: replyWorkflowId(uuid),
  input: { companyId: tx.actor.companyId, messageUuid: uuid },
  subject: `conversation/${conversationId}`,
});

/** Twice: one run, because its id contains the message's. */
export const startReplyRun = (tx: Transaction, row: Named): void =>
  tx.command({ ...runOf(tx, row), operation: 'start', name: 'sendReplyWorkflow' });

/** Looks at the message now; starts a run if the last one has ended. Twice: the run looks once more. */
export const hastenReplyRun = (tx: Transaction, row: Named): void =>
  tx.command({
    ...runOf(tx, row),
    operation: 'signal_with_start',
    name: 'sendReplyWorkflow',
    signal: { name: 'replyDue', input: {} },
  });

/** The run sees that the message has ended, instead of at its next attempt. */
export const endReplyRun = (tx: Transaction, row: Named): void =>
  tx.command({
    workflowId: replyWorkflowId(row.uuid),
    operation: 'signal',
    name: 'replyCancelled',
    input: {},
    subject: `conversation/${row.conversation_id}`,
  });
