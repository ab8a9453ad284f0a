/** The data of an answer of the client. Throws its error, so that a form or a mutation can show it. */
export const sent = async <T>(
  answer: Promise<{ data?: T; error?: unknown }>,
): Promise<NonNullable<T>> => {
  const { data, error } = await answer;
  if (data === undefined || data === null) throw error;
  return data;
};
