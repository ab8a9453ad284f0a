/** What a benchmark's own process is told by its environment. */
export const requireSetting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};
