/** Words of the sign-in, in English. */
export const signInWords = {
  title: 'Sign in',
  email: 'E-mail address',
  password: 'Password',
  submit: 'Sign in',
  working: 'Signing in',
  wrong: 'This e-mail address and password do not fit together. Check both; the password distinguishes capital letters.',
  tooMany: 'Too many attempts. Wait a minute, then try again.',
  or: 'or',
  withProvider: (label: string) => `Continue with ${label}`,
  secondTitle: 'One more step',
  secondBody: 'Enter the code that your authenticator app shows.',
  secondCode: 'Code',
  recoveryBody: 'Enter one of the recovery codes that you kept. It works once.',
  recoveryCode: 'Recovery code',
  useRecovery: 'The phone is not at hand',
  useApp: 'Enter a code of the app instead',
  secondWrong: 'The code is not right, was used already, or came too late. After several tries, begin again with the password.',
  again: 'Begin again',
  problems: {
    SIGN_ON_FAILED: 'The sign-in at the other service did not succeed. Try again; if it happens again, tell an administrator.',
    SIGN_ON_UNKNOWN:
      'Nobody here belongs to that account yet. Sign in with your password and connect it in Settings, or ask an administrator.',
    SIGN_ON_ADDRESS_TAKEN:
      'Somebody here has that e-mail address already. If it is you, sign in with your password and connect the account in Settings.',
    SIGN_ON_UNAVAILABLE: 'The other service cannot be reached. Try again in a moment, or use your password.',
    RATE_LIMITED: 'Too many attempts. Wait a minute, then try again.',
    CONFLICT: 'That account belongs to somebody else here already.',
  },
  linkWorking: 'Checking the one-time link',
  linkFailedTitle: 'This link does not work any more',
  linkFailedBody: 'A sign-in link works once and for a short time. Start Carrel again to get a new one, or sign in with your password.',
  toSignIn: 'Sign in with a password',
  privacy: 'Questions, documents and answers stay on your company’s machines.',
};
export type SignInWords = typeof signInWords;
