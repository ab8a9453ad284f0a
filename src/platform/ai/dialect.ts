import type { ModelCall, ModelMessage } from './contract.ts';

/**
 * What a server takes of the protocol. Servers differ: some know no JSON schema, some models take no temperature,
 * and the limit of the answer has two names. A refused parameter is left out from then on.
 */

export interface Dialect {
  hasSchema: boolean;
  hasTemperature: boolean;
  tokenLimit: 'max_completion_tokens' | 'max_tokens';
}

export const FULL_DIALECT: Dialect = {
  hasSchema: true,
  hasTemperature: true,
  tokenLimit: 'max_completion_tokens',
};

/** In: what the server says about a request that it refused. Out: undefined if nothing can be left out. */
export const simplerDialect = (dialect: Dialect, refusal: string): Dialect | undefined => {
  if (dialect.hasTemperature && /temperature/i.test(refusal)) {
    return { ...dialect, hasTemperature: false };
  }
  if (
    dialect.tokenLimit === 'max_completion_tokens' &&
    /max_(?:completion_)?tokens/i.test(refusal)
  ) {
    return { ...dialect, tokenLimit: 'max_tokens' };
  }
  // Many servers don't name what they refuse.
  return dialect.hasSchema ? { ...dialect, hasSchema: false } : undefined;
};

export const bodyOf = (
  { server, messages, schema, outputTokenMax }: Omit<ModelCall, 'timeoutMs'>,
  { hasSchema, hasTemperature, tokenLimit }: Dialect,
) => ({
  model: server.model,
  messages: hasSchema ? [...messages] : withSchema(messages, schema.json),
  [tokenLimit]: outputTokenMax,
  ...(hasTemperature && { temperature: 0 }),
  ...(hasSchema && {
    response_format: {
      type: 'json_schema' as const,
      json_schema: { name: schema.name, strict: true, schema: schema.json },
    },
  }),
});

const withSchema = (
  messages: readonly ModelMessage[],
  json: Record<string, unknown>,
): ModelMessage[] =>
  messages.map((message) =>
    message.role === 'system'
      ? {
          ...message,
          content: `${message.content}\nThe JSON schema of the answer: ${JSON.stringify(json)}`,
        }
      : message,
  );
