import { z } from 'zod';
import type { ScimResource, User } from '@carrel/core';
import { ScimError } from './scim-error.ts';
import type { UserBody } from './scim-schemas.ts';

const emailSchema = z.email().max(320);

/** What Carrel keeps of what the provider says. @throws ScimError invalidValue without an e-mail address. */
export function userFacts(body: UserBody) {
  const { givenName = null, familyName = null } = body.name ?? {};
  return {
    name: nameOf(body).slice(0, 200),
    email: emailOf(body),
    isActive: body.active ?? true,
    userName: body.userName,
    externalId: body.externalId ?? null,
    givenName,
    familyName,
  };
}

/** What a provider would have to send to leave everything as it is. */
export function bodyOf(user: User, { externalId, userName, givenName, familyName }: ScimResource): UserBody {
  return {
    externalId,
    userName: userName ?? user.email,
    name: { givenName, familyName },
    displayName: user.name,
    emails: [{ value: user.email, type: 'work', primary: true }],
    active: user.isActive,
  };
}

/** The whole name, of the forms in which providers send it. */
function nameOf({ displayName, name, userName }: UserBody): string {
  const whole = [name?.givenName, name?.familyName].filter(isFilled).join(' ');
  return [displayName, name?.formatted, whole].find(isFilled) ?? userName;
}

/** The primary address, or that of work, or the first one; without any, the user name. */
function emailOf({ emails, userName }: UserBody): string {
  const all = emails ?? [];
  const chosen = all.find(({ primary }) => primary === true) ?? all.find(({ type }) => type === 'work') ?? all[0];
  const email = emailSchema.safeParse((chosen?.value ?? userName).toLowerCase());
  if (!email.success) throw new ScimError(400, 'expected an e-mail address in emails, or as userName', 'invalidValue');
  return email.data;
}

const isFilled = (text: string | null | undefined): text is string => text !== undefined && text !== null && text !== '';
