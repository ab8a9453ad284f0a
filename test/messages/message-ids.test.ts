/** Goal: a Message-ID of Relais is recognised, and no other one is. Method: pure functions. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { newMessageId, readMessageId } from '../../src/domain/messages/message-ids.ts';

const keys = [
  { id: 'new', key: randomBytes(32) },
  { id: 'old', key: randomBytes(32) },
];
const message = {
  companyId: 7,
  conversationId: 123_456,
  messageUuid: '0198c0de-0000-7000-8000-00000000abcd',
};
const own = { conversationId: message.conversationId, messageUuid: message.messageUuid };
const written = newMessageId({ ...message, domain: 'example.com', keys });

test('names its message and conversation', () => {
  expect(written).toMatch(/^[0-9a-f]{32}\.[0-9a-z]+\.[0-9a-f]{24}@example\.com$/);
  expect(readMessageId(written, { companyId: 7, keys })).toEqual(own);
});

test('is the same for the same message and key', () => {
  expect(newMessageId({ ...message, domain: 'example.com', keys })).toBe(written);
});

test('is read after a server changed the case or the domain', () => {
  expect(readMessageId(written.toUpperCase(), { companyId: 7, keys })).toEqual(own);
  expect(readMessageId(written.replace('example.com', 'relay'), { companyId: 7, keys })).toEqual(
    own,
  );
});

test('is read with an older key, and not after that key is removed', () => {
  const older = newMessageId({ ...message, domain: 'example.com', keys: keys.slice(1) });
  expect(readMessageId(older, { companyId: 7, keys })).toEqual(own);
  expect(readMessageId(older, { companyId: 7, keys: keys.slice(0, 1) })).toBeUndefined();
});

test('is not read for another company', () => {
  expect(readMessageId(written, { companyId: 8, keys })).toBeUndefined();
});

test.each([
  ['another conversation', written.replace(/\.[0-9a-z]+\./, '.1.')],
  ['another message', written.replace(/^./, (digit) => (digit === '1' ? '2' : '1'))],
  ['a shorter signature', written.replace(/[0-9a-f]@/, '@')],
  ['no signature', written.replace(/\.[0-9a-f]{24}@/, '@')],
  ['text before it', `x${written}`],
  ['an id of another program', 'CAF+x=12@mail.gmail.com'],
  ['an empty id', ''],
])('is not read with %s', (_what, changed) => {
  expect(readMessageId(changed, { companyId: 7, keys })).toBeUndefined();
});
