/** The usual moments until which a conversation is hidden, by the clock of the reader. */

const LATER_HOURS = 3;
const MORNING_HOUR = 8;
const MONDAY = 1;
const WEEK_DAYS = 7;

export const snoozeTimes = (now: Date) => {
  const morningIn = (days: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOUR);
  const daysToMonday = (MONDAY - now.getDay() + WEEK_DAYS) % WEEK_DAYS || WEEK_DAYS;
  return [
    { key: 'later', until: new Date(now.getTime() + LATER_HOURS * 3_600_000) },
    { key: 'tomorrow', until: morningIn(1) },
    { key: 'monday', until: morningIn(daysToMonday) },
  ] as const;
};
