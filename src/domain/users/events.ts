import { z } from '@hono/zod-openapi';
import { declareEvent, declareInternalEvent } from '../shared/declare-event.ts';
import { ROLES } from '../shared/permissions.ts';
import invited from './examples/user-invited.json' with { type: 'json' };
import updated from './examples/user-updated.json' with { type: 'json' };

export const userCreated = declareInternalEvent('UserCreated', 'user', { audit: 'users.create' });

export const userInvited = declareEvent('UserInvited', 'user', {
  permission: 'users:read',
  data: z.object({ user_id: z.int(), expires_at: z.iso.datetime() }),
  example: invited,
  audit: 'users.invite',
});

export const userUpdated = declareEvent('UserUpdated', 'user', {
  permission: 'users:read',
  data: z.object({
    user_id: z.int(),
    role: z.enum(ROLES),
    call_centre_id: z.int().nullable(),
    is_active: z.boolean(),
  }),
  example: updated,
  audit: 'users.update',
});

export const userRead = declareInternalEvent('UserRead', 'user', { audit: 'users.read' });

export const usersListed = declareInternalEvent('UsersListed', 'user', { audit: 'users.list' });
