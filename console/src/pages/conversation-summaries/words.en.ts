import { pluralEn as plural } from '../../i18n/plural.ts';

/** The English words of the summary of a conversation. */
export const conversationSummariesEn = {
  conversationSummaries: {
    title: 'Summary',
    write: 'Sum up',
    refresh: 'Sum up again',
    current: 'Up to date',
    stale: 'Out of date',
    staleHint: 'Other messages have come since.',
    beingWritten: 'Being written',
    failed: 'Failed',
    failure: (reason: string) => `The last try gave nothing: ${reason}.`,
    demo: 'Demo',
    points: 'Key points',
    questions: 'Open questions',
    promises: 'Promises',
    nextStep: 'Next step',
    nothing: 'Nothing to note.',
    by: { us: 'Us', customer: 'The customer' },
    dueOn: (day: string) => `for ${day}`,
    noDay: 'no date',
    noQuote: 'quote not found: check in the message',
    messageOf: (when: string) => `Message of ${when}`,
    olderMessage: 'Older message',
    goTo: (name: string) => `Go to the message: ${name}`,
    omitted: (count: number) =>
      `${plural(count, 'older message is not summed up', 'older messages are not summed up')}.`,
    dropped: (count: number) =>
      `${plural(count, 'sentence without a message behind it was left out', 'sentences without a message behind them were left out')}.`,
    writtenBy: (model: string, when: string) => `Written by ${model}, ${when}. To be checked.`,
  },
  codes: {
    auditOperations: {
      'conversation_summaries.read': 'Summary of a conversation viewed',
      'conversation_summaries.create': 'Conversation summed up',
    },
  },
};
