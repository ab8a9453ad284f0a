import { ConversationLinkIn, ConversationPatch } from '../../domain/conversations/changes.ts';
import { ConversationOut, ConversationParams } from '../../domain/conversations/shapes.ts';
import { changeConversation } from '../../services/conversations/change.ts';
import { notSpam } from '../../services/conversations/change-many.ts';
import { checkChange } from '../../services/conversations/check.ts';
import { removeConversation } from '../../services/conversations/delete.ts';
import { linkConversation } from '../../services/conversations/link.ts';
import { markRead } from '../../services/conversations/read.ts';
import { requireVersion } from '../../services/shared/versions.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { changedConversation, lockInReach } from './views.ts';

/** Endpoints that change one conversation. */

export const conversationChangeEndpoints = (deps: ApiDeps): Endpoint[] => [
  update(deps),
  remove(deps),
  link(deps),
  ...[true, false].flatMap((is) => [mark(deps, is), spam(deps, is)]),
];

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.update',
      method: 'patch',
      path: '/inbox/conversations/{id}',
      permission: 'conversations:update',
      summary: 'Change status, folder, assignee, priority, snooze or subject',
      description:
        'Refused with 409 if `version` is not the current version: a message of the contact raises it too.',
      params: ConversationParams,
      load: lockInReach,
      body: ConversationPatch,
      sample: {
        version: 1,
        status: 'en_cours',
        folder_id: null,
        assigned_to: null,
        priority: 1,
        snoozed_until: null,
        subject: 'Devis pour la formation CACES',
      },
      status: 200,
      answer: ConversationOut,
    },
    async ({ body: { version, snoozed_until: until, ...rest }, scope, write }) =>
      write(async (tx, before) => {
        const now = deps.clock.now();
        const asked = { ...rest, snoozed_until: dateOf(until) };
        requireVersion(before, version);
        await checkChange(tx, scope, asked, { now });
        const after = await changeConversation(tx, before, asked, now);
        return { body: await changedConversation(tx, before, after) };
      }),
  );

export const dateOf = (at: string | null | undefined): Date | null | undefined =>
  typeof at === 'string' ? new Date(at) : at;

const remove = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.delete',
      method: 'delete',
      path: '/inbox/conversations/{id}',
      permission: 'conversations:delete',
      summary: 'Delete a conversation for good',
      description:
        'Later mail of its thread stays deleted too. Replies that wait to be sent are cancelled.',
      params: ConversationParams,
      load: lockInReach,
      status: 204,
    },
    async ({ write }) =>
      write(async (tx, row) => {
        await removeConversation(tx, row);
        return {};
      }),
  );

const link = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.link',
      method: 'post',
      path: '/inbox/conversations/{id}/link',
      permission: 'conversations:update',
      summary: 'Link a conversation to a person, project, lead or organisation',
      description:
        'Null takes a link away. Refused with 409 if `version` is not the current version.',
      params: ConversationParams,
      load: lockInReach,
      body: ConversationLinkIn,
      sample: {
        version: 1,
        person_id: null,
        project_id: null,
        lead_id: null,
        organisation_id: null,
      },
      status: 200,
      answer: ConversationOut,
    },
    async ({ body: { version, ...asked }, caller, write }) =>
      write(async (tx, before) => {
        requireVersion(before, version);
        const after = await linkConversation(tx, caller, before, asked);
        return { body: await changedConversation(tx, before, after) };
      }),
  );

const mark = (deps: ApiDeps, isUnread: boolean): Endpoint =>
  endpoint(
    deps,
    {
      id: isUnread ? 'conversations.mark_unread' : 'conversations.mark_read',
      method: 'post',
      path: `/inbox/conversations/{id}/${isUnread ? 'unread' : 'read'}`,
      permission: 'conversations:update',
      summary: isUnread ? 'Mark a conversation as unread' : 'Mark a conversation as read',
      description: 'The mark is the same for all who see the conversation. Its version stays.',
      params: ConversationParams,
      load: lockInReach,
      status: 200,
      answer: ConversationOut,
    },
    async ({ write }) =>
      write(async (tx, before) => {
        const after = await markRead(tx, before, { isUnread });
        return { body: await changedConversation(tx, before, after) };
      }),
  );

const spam = (deps: ApiDeps, isSpam: boolean): Endpoint =>
  endpoint(
    deps,
    {
      id: isSpam ? 'conversations.spam' : 'conversations.not_spam',
      method: 'post',
      path: `/inbox/conversations/{id}/${isSpam ? 'spam' : 'not-spam'}`,
      permission: 'conversations:update',
      summary: isSpam ? 'Mark a conversation as spam' : 'Take a conversation out of spam',
      description: isSpam
        ? 'Later messages of the contact stay in it, and reopen nothing. Replies that wait to be sent are cancelled.'
        : 'It gets the status that it had before.',
      params: ConversationParams,
      load: lockInReach,
      status: 200,
      answer: ConversationOut,
    },
    async ({ write }) =>
      write(async (tx, before) => {
        const asked = isSpam ? { status: 'spam' as const } : notSpam(before);
        const after = await changeConversation(tx, before, asked, deps.clock.now());
        return { body: await changedConversation(tx, before, after) };
      }),
  );
