import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface ArrivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded, with line feeds. */
  readonly text: string;
  readonly isEncrypted: boolean;
}

export interface MailServerOptions {
  /** User name and password that are asked for. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Encrypted from the first byte on, with a certificate that nobody trusts. */
  readonly isEncryptedAtOnce?: boolean;
  /** Offers STARTTLS with a certificate that nobody trusts. */
  readonly offersEncryption?: boolean;
}

export interface MailServer {
  /** `smtp://127.0.0.1:PORT`, without user name. */
  readonly url: string;
  readonly mails: readonly ArrivedMail[];
  /** Addresses to which it takes no mail from now on. */
  readonly refused: Set<string>;
  /** Number of connections so far. */
  connections(): number;
  close(): Promise<void>;
}

/** A real mail server on this machine, which keeps what arrives. */
export async function startMailServer(options: MailServerOptions = {}, port = 0): Promise<MailServer> {
  const mails: ArrivedMail[] = [];
  const refused = new Set<string>();
  let connections = 0;
  const { login, isEncryptedAtOnce = false, offersEncryption = false } = options;
  const server = new SMTPServer({
    secure: isEncryptedAtOnce,
    ...(!offersEncryption && !isEncryptedAtOnce && { disabledCommands: ['STARTTLS'] }),
    authOptional: login === undefined,
    allowInsecureAuth: true,
    onConnect(_session, callback) {
      connections += 1;
      callback();
    },
    onAuth(auth, _session, callback) {
      const isRight = login !== undefined && auth.username === login.user && auth.password === login.password;
      callback(isRight ? null : new Error(`who is ${auth.username ?? ''}?`), isRight ? { user: login.user } : undefined);
    },
    onRcptTo(address, _session, callback) {
      const error = Object.assign(new Error('no such mailbox'), { responseCode: 550 });
      callback(refused.has(address.address) ? error : null);
    },
    onData(stream, session, callback) {
      void text(stream).then((raw) => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        mails.push({ from, to: rcptTo.map(({ address }) => address), ...partsOf(raw), isEncrypted: session.secure });
        callback();
      }, callback);
    },
  });
  // A client that leaves in the middle of a handshake is what some tests are about.
  server.on('error', () => undefined);
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port');
  return {
    url: `${isEncryptedAtOnce ? 'smtps' : 'smtp'}://127.0.0.1:${address.port}`,
    mails,
    refused,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function partsOf(raw: string): Pick<ArrivedMail, 'headers' | 'text'> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const body = raw.slice(end + 4);
  const encoding = headers.get('content-transfer-encoding') ?? '7bit';
  const decoded =
    encoding === 'quoted-printable'
      ? Buffer.from(
          body
            .replaceAll('=\r\n', '')
            .replaceAll(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        ).toString('utf8')
      : encoding === 'base64'
        ? Buffer.from(body, 'base64').toString('utf8')
        : body;
  return { headers, text: decoded.replaceAll('\r\n', '\n') };
}
