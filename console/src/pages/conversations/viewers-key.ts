/** Who looks at a conversation, as the stream told last. */
export const viewersKey = (conversationId: number) => ['viewers', conversationId] as const;
