import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Mail, Mailer } from '@carrel/core';
import type { NetworkPolicy } from '@carrel/models';
import { mailFailureOf } from './mail-failure.ts';

export interface SmtpOptions {
  /** `smtp://` or `smtps://`, with user name and password where the server asks for them. */
  readonly url: string;
  /** `address` or `Name <address>`. */
  readonly from: string;
}

const connectMs = 5_000;
const silenceMs = 10_000;
const plainPort = 587;
const encryptedPort = 465;

/**
 * Mails over SMTP, a connection each. The name of the server is resolved by our own rule and the connection goes to the address
 * that was checked. Outside this network nothing is sent without encryption; within it, STARTTLS is used where it is offered.
 */
export function createSmtpMailer({ network }: { readonly network: NetworkPolicy }, { url, from }: SmtpOptions): Mailer {
  const { hostname, port, protocol, username, password } = new URL(url);
  const host = hostname.replaceAll(/[[\]]/g, '');
  const isEncryptedAtOnce = protocol === 'smtps:';

  async function withTransport<Result>(work: (transport: ReturnType<typeof createTransport>) => Promise<Result>): Promise<Result> {
    try {
      const { addresses, isRemote } = await network.resolve(host);
      const transport = createTransport({
        host: addresses[0]?.address ?? host,
        port: port === '' ? (isEncryptedAtOnce ? encryptedPort : plainPort) : Number(port),
        secure: isEncryptedAtOnce,
        requireTLS: isRemote,
        // The name that the certificate must have, whatever address was found for it.
        tls: { minVersion: 'TLSv1.2', ...(isIP(host) === 0 && { servername: host }) },
        ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
        name: domainOf(from),
        connectionTimeout: connectMs,
        greetingTimeout: connectMs,
        socketTimeout: silenceMs,
        logger: false,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        return await work(transport);
      } finally {
        transport.close();
      }
    } catch (error) {
      throw mailFailureOf(error);
    }
  }

  return {
    send: ({ to, subject, text }: Mail) =>
      withTransport(async (transport) => {
        await transport.sendMail({
          from,
          // An object is taken as it is; in a text, commas and angle brackets would be read.
          to: { name: '', address: to },
          subject,
          text,
          xMailer: false,
          // No out-of-office note comes back (RFC 3834 §5).
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        });
      }),
    check: () => withTransport(async (transport) => void (await transport.verify())),
  };
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?$/.exec(from)?.[1] ?? 'localhost';
}
