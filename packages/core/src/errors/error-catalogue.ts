import { z } from 'zod';
import type { ErrorKind } from './carrel-error.ts';
import type { FailureCode } from './failure-codes.ts';

export interface ErrorEntry {
  readonly kind: ErrorKind;
  readonly isRetryable: boolean;
  /** For people: what happened, why, and the next step. */
  readonly text: string;
}

const entry = (kind: ErrorKind, text: string, isRetryable = false): ErrorEntry => ({ kind, isRetryable, text });

/** Every stable code, with its text. `docs/errors.md` is generated from this. Never remove or reuse a code. */
const entries = {
  // Requests
  INVALID_REQUEST: entry(
    'invalid-input',
    'The request does not have the expected form. See the detail for the field and what was expected.',
  ),
  INVALID_CONFIGURATION: entry('invalid-input', 'A setting has a value that Carrel cannot use. Correct it and start again.'),
  UNAUTHENTICATED: entry('unauthenticated', 'You are not signed in. Sign in, or send an API key.'),
  SIGN_IN_LINK_INVALID: entry('unauthenticated', 'This sign-in link was used already or is too old. Run "carrel up" again for a new one.'),
  SIGN_IN_FAILED: entry(
    'unauthenticated',
    'The e-mail address or the password is not right. Try again, or ask an admin for a one-time link.',
  ),
  FRESH_SIGN_IN_REQUIRED: entry(
    'forbidden',
    'This needs a fresh proof that it is you. Enter your password again; without a password, sign in again.',
  ),
  SIGN_ON_FAILED: entry(
    'unauthenticated',
    'The sign-in at the other service did not succeed. Try again; if it happens again, an admin finds the reason in the log.',
  ),
  SIGN_ON_UNKNOWN: entry(
    'unauthenticated',
    'Nobody here belongs to this account yet. Sign in with your password and connect it in Settings, or ask an admin to add you.',
  ),
  SIGN_ON_ADDRESS_TAKEN: entry(
    'unauthenticated',
    'Somebody here has the e-mail address of this account already. If it is you, sign in with your password and connect the account in Settings.',
  ),
  SIGN_ON_UNAVAILABLE: entry('unavailable', 'The sign-in service cannot be reached. Try again in a moment, or use your password.', true),
  PASSKEY_REFUSED: entry(
    'unauthenticated',
    'This passkey did not let you in. It may have been removed here, or too much time has passed. Try again, or use your password.',
  ),
  PASSKEYS_UNAVAILABLE: entry(
    'conflict',
    'Passkeys need an address with a name and https. An admin sets it in CARREL_PUBLIC_URL; on this machine open Carrel as localhost.',
  ),
  SECOND_FACTOR_WRONG: entry(
    'unauthenticated',
    'The code is not right, was used already, or came too late. Enter the one that your app shows now, or a recovery code.',
  ),
  SECOND_FACTOR_CODE_WRONG: entry(
    'invalid-input',
    'The code is not right. Check that the clock of your phone is right, and enter the code that the app shows now.',
  ),
  SECOND_FACTOR_REQUIRED: entry('forbidden', 'This needs a second factor. Set one up in Settings; it takes a minute.'),
  PASSWORD_WRONG: entry('forbidden', 'The password is not right. Try again.'),
  PASSWORD_TOO_WEAK: entry(
    'invalid-input',
    'This password is among those that are tried first. Choose one of several unrelated words, without your name or address.',
  ),
  FORBIDDEN: entry('forbidden', 'You do not have the right to do this. Ask an admin for the role it needs.'),
  NOT_FOUND: entry('not-found', 'There is nothing here, or you may not see it.'),
  NOT_CURATOR: entry(
    'forbidden',
    'You may read this, but not change it. Ask an admin to make you a curator of the collection or of its policy.',
  ),
  NAME_TAKEN: entry('conflict', 'Something else has this name already. Choose another one.'),
  POLICY_IN_USE: entry(
    'conflict',
    'Documents or collections have this policy, so it cannot be deleted. Give them another policy first; some of them may be ones that you cannot see.',
  ),
  GROUP_CYCLE: entry(
    'conflict',
    'A group cannot lie inside itself, not even through other groups. Take the outer group out of the inner one first.',
  ),
  LAST_ADMIN: entry(
    'conflict',
    'Somebody must stay able to administer: the owner of the data folder and the last admin stay active, and admins.',
  ),
  CONTENT_HELD: entry('conflict', 'A hold keeps this content. Two people with the role compliance must release it first.'),
  SECOND_PERSON_REQUIRED: entry('forbidden', 'This needs a second person. Ask a colleague with the role compliance to do it.'),
  SLACK_NOT_LINKED: entry(
    'forbidden',
    'This Slack account is connected to nobody in Carrel. Ask Carrel in Slack for a link, open it and confirm.',
  ),
  SLACK_LINK_INVALID: entry(
    'not-found',
    'This link was used already or is too old. Write to Carrel in Slack again: it gives you a new one.',
  ),
  AUDIENCE_UNKNOWN: entry(
    'conflict',
    'Somebody who would see the answer is not known to Carrel, so there is nothing that all of them may read. Ask for yourself alone.',
  ),
  AUDIENCE_MAY_NOT_READ: entry('forbidden', 'Somebody who would see the answer may not read all that it rests on. Ask for yourself alone.'),
  CONFLICT: entry('conflict', 'Something changed in the meantime. Load it again and repeat.'),
  TOO_LARGE: entry('too-large', 'The upload is larger than allowed. Split it, or ask an admin for a higher limit.'),
  RATE_LIMITED: entry('rate-limited', 'Too many requests in a short time. Wait a moment and try again.', true),
  CLIENT_CLOSED: entry('invalid-input', 'The connection was closed before the answer was complete.'),
  // Services
  AUDIT_UNAVAILABLE: entry(
    'unavailable',
    'The audit log cannot be written, so Carrel gives no answers. An operator must look at it.',
    true,
  ),
  AUDIT_LOG_DIVERGED: entry(
    'conflict',
    'The audit log does not go on from what was signed before: the database is older than the published log, or was changed. Restore the newest backup; "carrel audit verify" says what differs.',
  ),
  DATABASE_UNAVAILABLE: entry('unavailable', 'The database cannot be reached. Try again in a moment.', true),
  AUDIT_LOG_BEHIND: entry(
    'conflict',
    'The restored audit log ends before entries that are known to have been signed, so Carrel does not start on it. Restore a newer backup.',
  ),
  RESTORE_UNFINISHED: entry(
    'conflict',
    'A restore did not come to its end, so Carrel does not start on this data folder. Run the restore again.',
  ),
  RESTORE_TARGET_NOT_EMPTY: entry(
    'conflict',
    'There is data here already. Restore into another data folder and an empty database, or give --replace: what is there is then moved aside.',
  ),
  BACKUP_DAMAGED: entry('conflict', 'The backup is damaged or not complete. Nothing was changed. Use another one.'),
  BACKUP_FILE_EXISTS: entry('conflict', 'There is a file of this name already. Choose another name for the backup.'),
  BACKUP_NOT_WRITTEN: entry('conflict', 'The backup could not be written. The message says what stood in the way.'),
  SCHEMA_TOO_NEW: entry('conflict', 'The data folder was written by a newer Carrel. Start that version, or restore a backup.'),
  INDEX_UNAVAILABLE: entry('unavailable', 'The search index is being rebuilt. Try again in a few minutes.', true),
  MODEL_UNAVAILABLE: entry('unavailable', 'The model does not answer. Carrel goes on without it where it can.', true),
  MODEL_OVERLOADED: entry('rate-limited', 'The model has too much to do. Try again in a moment.', true),
  MODEL_RESPONSE_INVALID: entry('unavailable', 'The model server sent something that is not its protocol.', true),
  MODEL_NOT_FOUND: entry('not-found', 'There is no model of this name on this machine. "carrel models list" shows which there are.'),
  MODEL_IN_USE: entry('conflict', 'This model is in use. Use another one first.'),
  MODEL_NO_PREVIOUS: entry('conflict', 'No other language model answered before this one: there is nothing to go back to.'),
  MODEL_NOT_REMOVABLE: entry('conflict', 'This model was not installed by Carrel: it lies in a folder of yours. Delete its file there.'),
  MODEL_LOAD_FAILED: entry(
    'unavailable',
    'The model file cannot be loaded. It may be damaged, incomplete or of a kind that is not supported.',
  ),
  MODEL_DOES_NOT_FIT: entry(
    'unavailable',
    'The model needs more memory than is free on this machine, so it is not loaded. "carrel models fit" shows the sum, and what fits.',
  ),
  MODEL_FILE_ALTERED: entry(
    'conflict',
    'The model file was changed after it was installed, so it is not loaded. Remove its folder and get it again; find out who changed it.',
  ),
  MODEL_PULL_OFFLINE: entry(
    'forbidden',
    'CARREL_OFFLINE=1 is set: Carrel fetches nothing. Bring the file here by other means, and use "carrel models import FILE".',
  ),
  MODEL_NOT_PULLABLE: entry(
    'conflict',
    'This model cannot be got by its name. Get the GGUF file from its publisher, and use "carrel models import FILE".',
  ),
  MODEL_LICENCE_NOT_ACCEPTED: entry(
    'forbidden',
    'A model is only brought in when its licence was accepted by its exact name. Read the licence, and give its name with --licence.',
  ),
  MODEL_SOURCE_FAILED: entry(
    'unavailable',
    'No source gave the whole file. What arrived is kept: try again, and it goes on from there. CARREL_MODEL_SOURCES names the sources.',
    true,
  ),
  MODEL_SOURCE_REDIRECTED: entry(
    'forbidden',
    'The source sent Carrel to a host that is not on the list. If it is right, add the host to CARREL_MODEL_REDIRECT_HOSTS.',
  ),
  MODEL_SIZE_WRONG: entry('conflict', 'The file at the source does not have the size of this model. Nothing of it was kept as a model.'),
  MODEL_HASH_WRONG: entry(
    'conflict',
    'The SHA-256 of the file is not the one that was expected. It was not installed: it is damaged, another version, or not what it claims to be.',
  ),
  MODEL_TRIAL_FAILED: entry(
    'invalid-input',
    'The file passed all checks, but the model could not be loaded and used in a trial. It was not installed.',
  ),
  MODEL_FILE_UNREADABLE: entry(
    'not-found',
    'The model file, or a part of it, is missing or may not be read. Check the path, that all parts lie beside each other, and the rights of the file.',
  ),
  MODEL_FILE_NOT_GGUF: entry(
    'invalid-input',
    'This is not a GGUF file of a kind that can be loaded. Get the model as a GGUF file, little-endian, of version 2 or 3.',
  ),
  MODEL_FILE_OTHER_FORMAT: entry(
    'invalid-input',
    'This model is in a format for another server (safetensors, GPTQ or AWQ). Serve it with vLLM or TGI and name its address, or get a GGUF file of the same model.',
  ),
  MODEL_FILE_TRUNCATED: entry(
    'invalid-input',
    'The model file ends too early. The download may be incomplete: get it again, and compare its size and SHA-256 with the publisher’s.',
  ),
  MODEL_FILE_MALFORMED: entry(
    'invalid-input',
    'The header of the model file breaks the rules of its format. It may be damaged, or built to do harm: get it from its publisher again, and compare the SHA-256.',
  ),
  MODEL_FILE_KEY_TYPE: entry(
    'invalid-input',
    'A key of the model file has a type that the loader does not expect and would stop at. Get a file that was converted with a current llama.cpp.',
  ),
  MODEL_FILE_TENSOR: entry(
    'invalid-input',
    'A tensor of the model file has a shape, place or type that cannot be right, or is newer than this version. Get it again, or in another precision such as Q4_K_M or Q8_0.',
  ),
  MODEL_FILE_OVERLAP: entry(
    'invalid-input',
    'Two tensors of the model file lie on the same bytes. It is damaged, or built to do harm: get it from its publisher again, and compare the SHA-256.',
  ),
  MODEL_FILE_SPLIT: entry(
    'invalid-input',
    'The parts of the model do not belong together or are not complete. Get all parts of one download into one folder, and name the first.',
  ),
  MODEL_ARCHITECTURE_UNSUPPORTED: entry(
    'invalid-input',
    'The architecture of this model is not among those that the bundled engine runs. Choose a model of the catalogue, or serve this one with its own server and name its address.',
  ),
  EMBEDDING_IN_USE: entry('conflict', 'This embedding model is in use already. Nothing was changed.'),
  EMBEDDING_CHANGE_RUNNING: entry(
    'conflict',
    'The embedding model is being changed already. Wait until that is over, or cancel it with "carrel models cancel --for embedding".',
  ),
  EMBEDDING_CHANGE_NONE: entry(
    'conflict',
    'There is no change of the embedding model to do this with. "carrel models status --for embedding" shows how things stand.',
  ),
  EMBEDDING_MODEL_CHANGED: entry(
    'conflict',
    'The model under this name makes other vectors than when its index was begun: another file, another server or other dimensions. Vectors of two models are never mixed, so the new index was given up. Begin the change again.',
  ),
  MODEL_URL_REFUSED: entry(
    'forbidden',
    'The model address is outside this network. Set CARREL_ALLOW_REMOTE_MODELS=1 if documents may be sent there.',
  ),
  MAIL_UNAVAILABLE: entry(
    'unavailable',
    'The mail server cannot be reached, or takes no mail just now. Hand the link over yourself, or send it again later.',
    true,
  ),
  MAIL_HOST_REFUSED: entry(
    'forbidden',
    'The mail server lies outside this network, and CARREL_OFFLINE=1 is set. Name one within the network in CARREL_SMTP_URL.',
  ),
  MAIL_LOGIN_REFUSED: entry(
    'conflict',
    'The mail server does not take the user name and password of CARREL_SMTP_URL. An operator must correct them.',
  ),
  MAIL_ENCRYPTION_FAILED: entry(
    'conflict',
    'The connection to the mail server could not be encrypted. Its certificate must be one that this machine trusts (NODE_EXTRA_CA_CERTS), for the name in CARREL_SMTP_URL.',
  ),
  MAIL_ADDRESS_REFUSED: entry(
    'invalid-input',
    'The mail server does not take mail for this address. Check the address; then send it again, or hand the link over yourself.',
  ),
  MAIL_REFUSED: entry('conflict', 'The mail server refused the mail. It may not take mail from CARREL_MAIL_FROM; its log says why.'),
  MAIL_INTERRUPTED: entry(
    'unavailable',
    'Carrel was stopped while the mail was being sent. Whether it arrived is not known: send it again, which ends the link before.',
    true,
  ),
  MAIL_LIMITED: entry('rate-limited', 'Too many mails went to this address within an hour. Hand the link over yourself, or wait.', true),
  INPUT_TOO_LONG: entry('invalid-input', 'The text is longer than the model can take.'),
  DATA_FOLDER_IN_USE: entry('conflict', 'Another Carrel uses this data folder. Stop it, or choose another folder.'),
  PORT_IN_USE: entry('conflict', 'The port is taken. Choose another one with --port.'),
  DISK_FULL: entry('unavailable', 'The disk is full. Free some space; Carrel goes on by itself.', true),
  STORE_UNAVAILABLE: entry(
    'unavailable',
    'The store of the files does not answer, or refuses Carrel. Try again in a moment; an operator should look at its address and keys.',
    true,
  ),
  BLOB_NOT_FOUND: entry('not-found', 'A stored file is missing. Restore it from a backup, or upload the document again.'),
  STOPPING: entry('unavailable', 'Carrel is being stopped. Try again in a moment.', true),
  TIMEOUT: entry('timeout', 'This took too long and was stopped. Try again.', true),
  INTERNAL: entry('internal', 'Carrel made a mistake. The request id helps an operator to find it in the log.'),
  SOURCE_UNREACHABLE: entry(
    'unavailable',
    'The folder is not there or cannot be read: perhaps a network drive is not mounted. Nothing is deleted; Carrel looks again by itself.',
    true,
  ),
  SOURCE_REPLACED: entry(
    'conflict',
    'Another folder lies at this place now, and most of the known files are missing in it. Nothing is deleted. If they are really gone, run the source once with --confirm-deletions.',
  ),
  SOURCE_PARTLY_UNREADABLE: entry(
    'unavailable',
    'A part of the folder cannot be read, or a drive below it is not mounted. The documents of that part are kept; Carrel looks again by itself.',
    true,
  ),
  SOURCE_LOCATION_REFUSED: entry(
    'invalid-input',
    'This cannot be watched. Give the absolute path of a folder that this machine can read, outside the data folder of Carrel.',
  ),
  SOURCE_FILE_CHANGED: entry('conflict', 'The file changed while it was read. Carrel takes it when it has come to rest.', true),
  SOURCE_FILE_UNREADABLE: entry(
    'forbidden',
    'The file cannot be read: Carrel lacks the right, or the disk reports an error. Give it the right to read; it is tried again when the file changes.',
  ),
  SOURCE_NAME_UNUSABLE: entry(
    'invalid-input',
    'The name of this file cannot be a path of a document, or another file has the same one. Rename it: no control characters, at most 255 characters.',
  ),
  UPLOAD_INCOMPLETE: entry('invalid-input', 'The upload ended before the file was complete. Upload it again.', true),
} as const satisfies Record<string, ErrorEntry>;

/** Reasons of failed documents (the closed list is `failureCodes`). */
const failures: Readonly<Record<FailureCode, ErrorEntry>> = {
  EMPTY_TEXT: entry(
    'invalid-input',
    'No text was found in this file. If it is a scan, it could not be read: scan it again at 300 dots per inch, or upload a version with a text layer.',
  ),
  ENCRYPTED: entry('invalid-input', 'This file is protected by a password. Remove the password or upload an unprotected copy.'),
  CORRUPT_FILE: entry(
    'invalid-input',
    'This file is damaged and cannot be read. Open it in its own program, save it again and upload that.',
  ),
  UNSUPPORTED_TYPE: entry(
    'invalid-input',
    'Files of this type are not supported. Supported are PDF, DOCX, XLSX, PPTX, ODT, RTF, EPUB, CSV, EML, Markdown, HTML, plain text, and pictures of text (PNG, JPEG, WebP, TIFF, BMP). Save older Office files (DOC, XLS, PPT) in their new format.',
  ),
  AMBIGUOUS_TYPE: entry('invalid-input', 'This file claims to be of two types at once. Save it again in its own program and upload that.'),
  PARSER_TIMEOUT: entry('invalid-input', 'Reading this file took longer than allowed. Split it into smaller files.'),
  PARSER_CPU: entry('invalid-input', 'Reading this file took more computing time than allowed. Split it into smaller files.'),
  PARSER_NOT_ISOLATED: entry(
    'unavailable',
    'Files are not read, because this installation demands that they are read without any network, and its system does not offer that. "carrel doctor" says what to do; then try again.',
    true,
  ),
  TOO_MANY_ENTRIES: entry('invalid-input', 'This file holds more parts than allowed. Save it again in its own program, or split it.'),
  PARSER_MEMORY: entry('invalid-input', 'Reading this file took more memory than allowed. Split it into smaller files.'),
  PARSER_OUTPUT: entry('invalid-input', 'This file holds more text than allowed. Split it into smaller files.'),
  PARSER_CRASHED: entry(
    'internal',
    'The reader for this file type stopped unexpectedly. Try again; if it fails again, save the file anew.',
    true,
  ),
  UNPACKED_TOO_LARGE: entry('invalid-input', 'This file unpacks to more than allowed. It may be built to do harm.'),
  CORRUPT_BLOB: entry(
    'internal',
    'The stored file no longer has the content that was uploaded. Restore it from a backup, or upload it again.',
  ),
  EMBEDDING_FAILED: entry('unavailable', 'The embedding model could not process this document. Try again when the model runs.', true),
  INDEX_FAILED: entry('unavailable', 'The search index could not be written. Try again.', true),
  CANCELLED: entry('conflict', 'The work on this document was cancelled. Retry it to read it in after all.', true),
  ATTEMPTS_EXHAUSTED: entry('internal', 'Several attempts failed. Try again; if it fails again, an operator should look at the log.', true),
};

export const errorCatalogue: Readonly<Record<keyof typeof entries | FailureCode, ErrorEntry>> = { ...entries, ...failures };
export type ErrorCode = keyof typeof errorCatalogue;

/** A code that was stored or sent. */
export const errorCodeSchema = z.custom<ErrorCode>(
  (value) => typeof value === 'string' && Object.hasOwn(errorCatalogue, value),
  'expected a code of the error catalogue',
);
