import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header carries the secret that the Slack bot and the API share. */
export type SlackDoor = (authorization: string) => boolean;

/** @param key null: no bot is let in. */
export function createSlackDoor(key: string | null): SlackDoor {
  if (key === null) return () => false;
  const expected = digest(`Bearer ${key}`);
  return (authorization) => timingSafeEqual(digest(authorization), expected);
}

/** Of one length whatever was sent, so that the comparison tells nothing by its time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
