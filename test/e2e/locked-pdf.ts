import PDFDocument from 'pdfkit';

/** A PDF that opens only with a password. */
export async function lockedPdf(): Promise<Buffer> {
  const document = new PDFDocument({ userPassword: 'secret', pdfVersion: '1.7' });
  const pieces: Buffer[] = [];
  document.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = new Promise((resolve) => document.on('end', resolve));
  document.text('Nobody reads this without the password.');
  document.end();
  await ended;
  return Buffer.concat(pieces);
}
