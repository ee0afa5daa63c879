/** A mail of plain text. Carrel writes no HTML: there is nothing in it to fetch, to hide or to run. */
export interface Mail {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Gives mail to the server of the settings. */
export interface Mailer {
  /**
   * Returns when the server has taken the mail.
   * @throws MAIL_UNAVAILABLE, MAIL_HOST_REFUSED, MAIL_LOGIN_REFUSED, MAIL_ENCRYPTION_FAILED, MAIL_ADDRESS_REFUSED, MAIL_REFUSED.
   */
  send(mail: Mail): Promise<void>;
  /** Connects, and signs in where there is a password, without sending. @throws as `send`. */
  check(): Promise<void>;
}
